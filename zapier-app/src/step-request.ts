import type { ZObject } from "zapier-platform-core";
import type { ApiRequest } from "./api.ts";
import type { Binding, CatalogCall, CatalogInput, CatalogStep, Constants } from "./catalog.ts";
import { checkNeeds, filledOf, withoutRivals, type Filled } from "./input.ts";
import type { FieldLabels } from "./wording.ts";

type Body = Record<string, unknown>;

/** Puts a value under a dotted path, making the objects on the way. */
const put = (target: Body, [member = "", ...rest]: readonly string[], value: unknown): void => {
  if (rest.length === 0) {
    target[member] = value;
    return;
  }
  const inner = (target[member] ??= {}) as Body;
  put(inner, rest, value);
};

/** What a filled field or its choice sends along. */
const companions = (fields: readonly CatalogInput[], filled: Filled): Constants => {
  const sent = fields.flatMap((field) => {
    const value = filled[field.key];
    if (value === undefined) return [];
    const chosen = field.choices?.find((choice) => choice.value === value)?.sends;
    return [field.sends ?? {}, chosen ?? {}];
  });
  return Object.assign({}, ...sent) as Constants;
};

const callOf = (step: CatalogStep, filled: Filled): CatalogCall => {
  const call = step.calls.find(({ given }) => given === undefined || filled[given] !== undefined);
  if (call === undefined) throw new Error(`${step.key} has no call for this input`);
  return call;
};

/** How the API names a place in its refusals. */
const pointerOf = ({ in: place, name }: Binding): string =>
  place === "query" ? `?${name}` : `/${name.replaceAll(".", "/")}`;

const labelsOf = (step: CatalogStep, call: CatalogCall): FieldLabels =>
  Object.fromEntries(
    call.send.map((binding) => [
      pointerOf(binding),
      step.inputFields.find(({ key }) => key === binding.field)?.label ?? binding.field,
    ]),
  );

const membersIn = (place: Binding["in"], call: CatalogCall, filled: Filled): [string, unknown][] =>
  call.send
    .filter((binding) => binding.in === place && filled[binding.field] !== undefined)
    .map((binding) => [binding.name, filled[binding.field]]);

const bodyOf = (step: CatalogStep, call: CatalogCall, filled: Filled): Body => {
  const body: Body = {};
  const members = [
    ...Object.entries({ ...step.fixed, ...companions(step.inputFields, filled) }),
    ...membersIn("body", call, filled),
  ];
  for (const [path, value] of members) put(body, path.split("."), value);
  return body;
};

const pathOf = (call: CatalogCall, filled: Filled): string =>
  membersIn("path", call, filled).reduce(
    (path, [name, value]) => path.replace(`:${name}`, encodeURIComponent(String(value))),
    call.path,
  );

/**
 * The request a filled form makes: the first call whose `given` field is filled, each value where the catalogue puts
 * it, blanks left out, the Reference as Idempotency-Key.
 * @throws a plain error that names the empty fields of which one is needed
 */
export const requestOf = (z: ZObject, step: CatalogStep, input: Filled): ApiRequest => {
  const filled = filledOf(step.inputFields, input);
  checkNeeds(z, step.inputFields, step.needs, filled);
  const sent = withoutRivals(step.needs, filled);
  const call = callOf(step, sent);
  const headers = membersIn("header", call, sent).map(([name, value]) => [name, String(value)]);
  return {
    method: call.method,
    path: pathOf(call, sent),
    headers: Object.fromEntries(headers) as Record<string, string>,
    labels: labelsOf(step, call),
    ...(call.method === "GET"
      ? { query: { ...step.fixed, ...Object.fromEntries(membersIn("query", call, sent)) } }
      : { body: bodyOf(step, call, sent) }),
  };
};
