import type { Bundle, ZObject } from "zapier-platform-core";
import type { ApiRequest } from "./api.ts";
import type { Binding, CatalogCall, CatalogInput, CatalogStep, Constants } from "./catalog.ts";
import { checkNeeds, filledOf, withoutRivals, type Filled } from "./input.ts";
import { metaOf } from "./meta.ts";
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

/** A value whose members stand in one order, so that the same values are the same text. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => [key, canonical(inner)]);
};

/** Which Zap runs, where the platform says it. */
const zapOf = (bundle: Bundle): string | null => metaOf(bundle).zap?.id ?? null;

/**
 * The request a filled form makes: the first call whose `given` field is filled, each value where the catalogue puts
 * it, blanks left out. The Idempotency-Key is a hash of Reference, Zap, step and values: a replayed run does nothing twice,
 * two steps or two Zaps on one event do not meet, and any script may be written in a Reference.
 * @throws a plain error that names the empty fields of which one is needed
 */
export const requestOf = (z: ZObject, step: CatalogStep, bundle: Bundle): ApiRequest => {
  const { inputData: input } = bundle;
  checkNeeds(z, step, input);
  const filled = filledOf(step.inputFields, input);
  const sent = withoutRivals(step.needs, filled);
  const call = callOf(step, sent);
  const body = call.method === "GET" ? undefined : bodyOf(step, call, sent);
  const query = body ? undefined : { ...step.fixed, ...Object.fromEntries(membersIn("query", call, sent)) };
  const request = {
    method: call.method,
    path: pathOf(call, sent),
    labels: labelsOf(step, call),
    ...(query && { query }),
    ...(body && { body }),
  };
  const [[header, reference] = []] = membersIn("header", call, sent);
  if (header === undefined) return request;
  const named = [String(reference).trim(), step.key, zapOf(bundle), request.path, canonical(body)];
  return { ...request, headers: { [header]: z.hash("sha256", JSON.stringify(named)) } };
};
