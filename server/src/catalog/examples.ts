import type { z } from "zod";
import type { ActionDefinition } from "./define.ts";
import { alternatives, jsonSchemaOf, resolved, type JsonSchema } from "./json-schema.ts";

/** Ids of one small story, so that samples agree with each other. */
const idExamples: Readonly<Record<string, string>> = {
  b: "b_123",
  loc: "loc_45",
  st: "st_031",
  key: "key_017",
  tpl: "tpl_009",
  pic: "pic_014",
  vt: "vt_012",
  c: "c_789",
  card: "card_001",
  v: "v_555",
  rw: "rw_031",
  cmp: "cmp_077",
  msgr: "msgr_041",
  till: "till_061",
  evt: "evt_01jv3k8q9z",
  hook: "hook_201",
  dlv: "dlv_301",
  rf: "rf_01jv3k8q9z",
};

const byFormat: Readonly<Record<string, string>> = {
  "date-time": "2026-05-11T12:34:56Z",
  date: "2026-05-31",
  email: "ann.lee@example.com",
  uri: "https://example.com",
};

const textExample = (node: JsonSchema): string => {
  const prefix = /^Id, starts with (\w+)_\.$/.exec(node.description ?? "")?.[1];
  return idExamples[prefix ?? ""] ?? byFormat[node.format ?? ""] ?? "text";
};

const objectExample = (node: JsonSchema, root: JsonSchema): Record<string, unknown> =>
  Object.fromEntries(
    (node.required ?? []).map((key) => [key, exampleOfNode(node.properties?.[key] ?? {}, root)]),
  );

const exampleOfNode = (given: JsonSchema, root: JsonSchema): unknown => {
  const node = resolved(given, root);
  if (node.examples) return node.examples[0];
  if (node.default !== undefined) return node.default;
  const { options, nullable } = alternatives(node, root);
  const first = options[0];
  if (!first) return nullable ? null : {};
  if (first !== node && (node.anyOf ?? node.oneOf)) return exampleOfNode(first, root);
  if (first.const !== undefined) return first.const;
  if (first.enum) return first.enum[0];
  if (first.type === "object") return objectExample(first, root);
  if (first.type === "array") return first.items ? [exampleOfNode(first.items, root)] : [];
  if (first.type === "integer" || first.type === "number") return Math.max(first.minimum ?? 1, 1);
  if (first.type === "boolean") return true;
  return textExample(first);
};

/** A value that fits the schema, made of the examples that it and its parts carry; members that may be absent are. */
export const exampleOf = (schema: z.ZodType): unknown => {
  const root = jsonSchemaOf(schema);
  return exampleOfNode(root, root);
};

/** Meta for an extended resource: its example with more members. */
export const exampleWith = (resource: z.ZodType, more: object): { examples: object[] } => ({
  examples: [{ ...(exampleOf(resource) as object), ...more }],
});

/** The action's answer as docs, samples and both apps show it; undefined for an empty one. */
export const exampleAnswer = (action: ActionDefinition): unknown => {
  if (action.example?.answer !== undefined) return action.example.answer;
  if (action.status === 204) return undefined;
  const answer = exampleOf(action.result) as Record<string, unknown>;
  // A list's example is its whole content.
  return "has_more" in answer ? { ...answer, has_more: false, next_cursor: null } : answer;
};

/** The action's request body as docs and samples show it; undefined when it takes none. */
export const exampleBody = (action: ActionDefinition): unknown =>
  action.example?.body ?? (hasBody(action) ? exampleOf(action.body) : undefined);

/** The action's path with example values for its params. */
export const examplePath = (action: ActionDefinition): string => {
  const params = { ...(exampleOf(action.params) as Record<string, string>), ...action.example?.params };
  return action.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? name));
};

/** Whether the action takes a JSON body. */
export const hasBody = (action: ActionDefinition): boolean =>
  action.takes === undefined && action.body.def.type !== "undefined";
