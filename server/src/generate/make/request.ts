import { bindingsOf, type Binding, type StepDefinition, type StepField } from "../../catalog/index.ts";
import { anyFilled, asDay, asInstant, choose, parameter, spread, text, whole } from "./iml.ts";
import { nestedMembers } from "./nested.ts";
import { isAsked, isNeeded, neededValue } from "./questions.ts";

/** One request to the API, in Make's communication language. */
export interface MakeRequest {
  url: string;
  method?: string;
  headers?: Record<string, unknown>;
  temp?: Record<string, unknown>;
  qs?: Record<string, unknown>;
  body?: Record<string, unknown>;
}

/** The API's own maximum: fewer requests for the same results. */
const pageSize = 100;

const pathExpression = (path: string, bindings: readonly Binding[]): string => {
  const parts = path.split(/:(\w+)/).map((part, at) => {
    if (at % 2 === 0) return part === "" ? undefined : text(part);
    const field = bindings.find((binding) => binding.in === "path" && binding.name === part)?.field ?? part;
    return `encodeURL(${parameter(field)})`;
  });
  return parts.filter((part) => part !== undefined).join(" + ");
};

const readable = (path: string, bindings: readonly Binding[]): string =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    const field = bindings.find((binding) => binding.in === "path" && binding.name === name)?.field ?? name;
    return whole(`encodeURL(${parameter(field)})`);
  });

/** The address; with two calls, the first where its `given` field is what the answers ask for. It starts with a slash before any expression. */
const urlOf = (step: StepDefinition): string => {
  const [first, second] = step.calls;
  if (!first) throw new Error(`${step.key} makes no call`);
  if (!second || first.given === undefined)
    return `/v1${readable(first.action.path, bindingsOf(step, first))}`;
  const [one, other] = [first, second].map((call) =>
    pathExpression(call.action.path, bindingsOf(step, call)),
  );
  const isFirst = isNeeded(step, first.given) ?? parameter(first.given);
  return `/v1${whole(choose(isFirst, one ?? "", other ?? ""))}`;
};

/** The bindings of all calls, each once. */
const allBindings = (step: StepDefinition): readonly Binding[] => {
  const byField = new Map<string, Binding>();
  for (const binding of step.calls.flatMap((call) => bindingsOf(step, call)))
    byField.set(binding.field, binding);
  return [...byField.values()];
};

const nameIfFilled = (field: StepField): string => {
  const value = parameter(field.key);
  const countsZero = field.type === "number" || field.type === "integer" || field.type === "boolean";
  return choose(countsZero ? anyFilled([value]) : value, text(field.key), text(""));
};

/** The name of a member to send, or an empty one: what is empty is left out, since the API takes null for a mistake. */
const sentName = (step: StepDefinition, field: StepField): string => {
  if (field.required) return text(field.key);
  const asked = isAsked(step, field.key);
  const filled = nameIfFilled(field);
  return asked === undefined ? filled : choose(asked, filled, text(""));
};

const asTime = ({ type }: StepField, value: string): string =>
  type === "date" ? asDay(value) : asInstant(value);

interface Members {
  readonly temp?: Record<string, unknown>;
  readonly members: Record<string, unknown>;
}

const direct = (step: StepDefinition, place: Binding["in"]): StepField[] => {
  const here = allBindings(step).filter((binding) => binding.in === place && binding.name === binding.field);
  return here.flatMap((binding) => step.fields.find((field) => field.key === binding.field) ?? []);
};

const membersOf = (step: StepDefinition, place: "query" | "body"): Members => {
  const fields = direct(step, place).filter((field) => field.when === undefined && field.key !== "limit");
  const dates = fields.filter(({ type }) => type === "datetime" || type === "date");
  const named = fields.flatMap(({ key }) => {
    const needed = isNeeded(step, key);
    return needed === undefined ? [] : [{ key, value: whole(neededValue(step, key, needed)) }];
  });
  const names = fields
    .filter((field) => !dates.includes(field) && !named.some(({ key }) => key === field.key))
    .map((field) => sentName(step, field));
  const nested = place === "body" ? nestedMembers(step, allBindings(step)) : { members: {} };
  return {
    ...(nested.temp && { temp: nested.temp }),
    members: {
      ...(names.length > 0 && spread(`pick(parameters, ${names.join(", ")})`)),
      ...Object.fromEntries(named.map(({ key, value }) => [key, value])),
      ...Object.fromEntries(
        dates.map((field) => [
          field.key,
          whole(choose(parameter(field.key), asTime(field, parameter(field.key)), "undefined")),
        ]),
      ),
      ...nested.members,
    },
  };
};

const asWritten = ({ key, list, type }: StepField): string => {
  const value = parameter(key);
  if (list) return choose(value, `join(${value}, ${text(",")})`, text(""));
  return type === "datetime" ? choose(value, asInstant(value), text("")) : `ifempty(${value}, ${text("")})`;
};

/**
 * A hash of the reference, the step and all its values: a repeated run does nothing twice, two steps on one event do not
 * meet, and a reference may be written in any script.
 */
const digestOf = (step: StepDefinition, reference: string): string => {
  const answers = (step.make.asks ?? []).map(({ key }) => `ifempty(${parameter(key)}, ${text("")})`);
  const values = [...answers, ...step.fields.filter(({ key }) => key !== reference).map(asWritten)];
  return `sha256(${[text(step.key), parameter(reference), ...values].join(` + ${text("|")} + `)}, ${text("hex")})`;
};

const headersOf = (step: StepDefinition): Record<string, string> =>
  Object.fromEntries(
    step.fields
      .filter((field) => field.in === "header")
      .map(({ key, to }) => [to ?? key, whole(choose(parameter(key), digestOf(step, key), "undefined"))]),
  );

/** The request of a step, without what is done with the answer. */
export const requestOf = (step: StepDefinition): MakeRequest => {
  const [call] = step.calls;
  const { method } = call?.action ?? { method: "GET" };
  const query = {
    ...step.fixed,
    ...membersOf(step, "query").members,
    ...(step.kind === "search" && { limit: pageSize }),
  };
  const headers = headersOf(step);
  const body = method === "GET" ? undefined : membersOf(step, "body");
  return {
    url: urlOf(step),
    ...(method !== "GET" && { method }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(query).length > 0 && { qs: query }),
    ...(body?.temp && { temp: body.temp }),
    ...(body && { body: body.members }),
  };
};
