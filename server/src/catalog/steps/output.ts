import type { z } from "zod";
import { exampleAnswer } from "../examples.ts";
import { alternatives, jsonSchemaOf, type JsonSchema } from "../json-schema.ts";
import { singular, spellOut } from "../words.ts";
import type { StepDefinition } from "./define.ts";

export type OutputType = "string" | "integer" | "number" | "boolean" | "datetime" | "object";

/** One member of an answer or event, nested as on the wire. */
export interface OutputField {
  readonly key: string;
  /** Sentence case. */
  readonly label: string;
  readonly type: OutputType;
  /** True for an array of the type. */
  readonly list: boolean;
  /** Present when the member may be null or absent. */
  readonly optional?: true;
  /** Members of the object, or of each object of the list. */
  readonly fields?: readonly OutputField[];
}

const scalarType = (node: JsonSchema): OutputType => {
  if (node.format === "date-time") return "datetime";
  const type = node.type ?? typeof node.const;
  return type === "integer" || type === "number" || type === "boolean" ? type : "string";
};

/** Members of all alternatives together: a reward of any type shows in one row of columns. */
const mergedMembers = (options: readonly JsonSchema[]): [string, JsonSchema][] => {
  const members = new Map<string, JsonSchema>();
  for (const [key, node] of options.flatMap((option) => Object.entries(option.properties ?? {}))) {
    if (!members.has(key)) members.set(key, node);
  }
  return [...members];
};

/** A member of every alternative is always there. */
const isRequired = (key: string, options: readonly JsonSchema[]): boolean =>
  options.every((option) => option.required?.includes(key));

const labelOf = (key: string, node: JsonSchema, parent: string | undefined): string => {
  if (node.title !== undefined) return node.title;
  const own = spellOut(key);
  return parent === undefined ? own : spellOut(`${singular(parent)}_${key}`);
};

const membersOf = (options: readonly JsonSchema[], root: JsonSchema, parent?: string): OutputField[] =>
  mergedMembers(options).flatMap(([key, node]) => {
    // What is always null says nothing.
    if (alternatives(node, root).options.every(({ type }) => type === undefined) && node.type === "null")
      return [];
    const field = outputField(key, node, root, parent);
    const isCertain = isRequired(key, options) && !alternatives(node, root).nullable;
    return isCertain ? field : { ...field, optional: true as const };
  });

const outputField = (key: string, node: JsonSchema, root: JsonSchema, parent?: string): OutputField => {
  const { options } = alternatives(node, root);
  const label = labelOf(key, node, parent);
  const [first] = options;
  if (first?.type === "array" && first.items) {
    return { ...outputField(key, { ...first.items, title: label }, root), list: true };
  }
  if (first?.properties)
    return { key, label, type: "object", list: false, fields: membersOf(options, root, key) };
  return { key, label, type: first ? scalarType(first) : "string", list: false };
};

/** The members of a schema as labelled, typed fields in their order on the wire. */
export const outputFields = (schema: z.ZodType): readonly OutputField[] => {
  const root = jsonSchemaOf(schema);
  return membersOf(alternatives(root, root).options, root);
};

const itemFields = (list: z.ZodType): readonly OutputField[] => {
  const root = jsonSchemaOf(list);
  const item = root.properties?.["data"]?.items;
  return item ? membersOf(alternatives(item, root).options, root) : [];
};

const firstAction = (step: StepDefinition) => {
  const [call] = step.calls;
  if (!call) throw new Error(`${step.key} makes no call`);
  return call.action;
};

/** What one result of the step consists of: the answer itself, or one item of its list. */
export const stepOutput = (step: StepDefinition): readonly OutputField[] => {
  if (step.output) return outputFields(step.output);
  const { result } = firstAction(step);
  return step.kind === "search" ? itemFields(result) : outputFields(result);
};

/** One result of the step, as an example. */
export const stepSample = (step: StepDefinition): unknown => {
  if (step.sample !== undefined) return step.sample;
  const answer = exampleAnswer(firstAction(step));
  return step.kind === "search" ? (answer as { data: unknown[] }).data[0] : answer;
};
