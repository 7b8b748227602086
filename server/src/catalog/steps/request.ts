import { hasBody } from "../examples.ts";
import { jsonSchemaOf } from "../json-schema.ts";
import type { StepCall, StepDefinition, StepField } from "./define.ts";

/** Where a field's value goes in a call's request; `name` is a dotted path inside a body. */
export interface Binding {
  readonly field: string;
  readonly in: "path" | "query" | "body" | "header";
  readonly name: string;
}

const placeOf = (call: StepCall, field: StepField): Binding["in"] | undefined => {
  if (field.in === "header") return "header";
  const [member = ""] = (field.to ?? field.key).split(".");
  const takes = (schema: StepCall["action"]["body"]): boolean =>
    Object.hasOwn(jsonSchemaOf(schema).properties ?? {}, member);
  if (takes(call.action.params)) return "path";
  if (takes(call.action.query)) return "query";
  return hasBody(call.action) && takes(call.action.body) ? "body" : undefined;
};

/** The fields of the step that this call sends. A field that the call's action does not take is left out. */
export const bindingsOf = (step: StepDefinition, call: StepCall): readonly Binding[] =>
  step.fields.flatMap((field): Binding[] => {
    if (field.to === null) return [];
    const place = placeOf(call, field);
    return place === undefined ? [] : [{ field: field.key, in: place, name: field.to ?? field.key }];
  });
