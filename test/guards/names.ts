import {
  actions,
  customerForms,
  dropdowns,
  errors,
  eventNamed,
  eventNames,
  eventSchema,
  steps,
  type EventDefinition,
} from "../../server/src/catalog/index.ts";
import type { z } from "zod";

/** Every name that Zaps, scenarios, tills and other programs store, as sorted or ordered lists. */
export type Names = Readonly<Record<string, readonly string[]>>;

const unwrapped = (schema: z.ZodType): z.ZodType =>
  schema.def.type === "nullable" ? unwrapped((schema as z.ZodNullable<z.ZodType>).unwrap()) : schema;

/** Dotted paths of all members, in their order on the wire. */
const memberPaths = (schema: z.ZodType, prefix = ""): string[] => {
  const inner = unwrapped(schema);
  if (inner.def.type !== "object") return [];
  return Object.entries((inner as z.ZodObject).shape).flatMap(([key, member]) => [
    `${prefix}${key}`,
    ...memberPaths(member as z.ZodType, `${prefix}${key}.`),
  ]);
};

const eventKeys = (event: EventDefinition): [string, string[]][] =>
  customerForms.map((form) => [`event ${event.name} (${form})`, memberPaths(eventSchema(event, form))]);

/** The names as they are now. */
export const currentNames = (): Names => ({
  "event names": eventNames,
  "Make trigger modules": eventNames.map((name) => eventNamed(name).make.module),
  ...Object.fromEntries(eventNames.flatMap((name) => eventKeys(eventNamed(name)))),
  "error codes": Object.entries(errors).map(([code, { status }]) => `${status} ${code}`),
  actions: actions.map((action) => `${action.name}: ${action.method} ${action.path}`).sort(),
  "drop-downs": Object.keys(dropdowns),
  steps: steps.flatMap((step) => [step.key, ...(step.zapier ? [`${step.key} (Zapier)`] : [])]),
  "Make modules": steps.map((step) => step.make.module),
  ...Object.fromEntries(
    steps.map((step) => [`inputs of ${step.key}`, step.fields.map((field) => field.key)]),
  ),
  ...Object.fromEntries(
    steps
      .filter(({ make }) => make.asks)
      .map(({ key, make }) => [
        `answers on Make of ${key}`,
        (make.asks ?? []).flatMap(({ key: asked, ways, otherwise }) =>
          [...ways.map(({ field }) => field), ...(otherwise ? [otherwise.value] : [])].map(
            (value) => `${asked}: ${value}`,
          ),
        ),
      ]),
  ),
});
