import type { OutputField } from "../../catalog/index.ts";
import { choose, spread, whole } from "./iml.ts";
import type { MakeParameter } from "./parameters.ts";

const types: Readonly<Record<string, string>> = {
  string: "text",
  integer: "integer",
  number: "number",
  boolean: "boolean",
  datetime: "date",
  object: "collection",
};

/** Whether IML cannot rebuild it: each item of a list, or an object that may be absent. Its times stay text. */
const isAsSent = ({ list, fields, optional }: OutputField): boolean =>
  list || (fields !== undefined && optional === true);

const typeOf = (field: OutputField, asSent: boolean): string =>
  asSent && field.type === "datetime" ? "text" : (types[field.type] ?? "text");

const output = (field: OutputField, asSent: boolean): MakeParameter => {
  const base = { name: field.key, label: field.label };
  const inside = asSent || isAsSent(field);
  const members = field.fields?.map((member) => output(member, inside));
  if (field.list) return { ...base, type: "array", spec: members ?? { type: typeOf(field, inside) } };
  return { ...base, type: typeOf(field, asSent), ...(members && { spec: members }) };
};

/** What a bundle consists of, as the mapping panel shows it: a date is only what is handed on as one. */
export const interfaceOf = (fields: readonly OutputField[]): MakeParameter[] =>
  fields.map((field) => output(field, false));

const parsed = (path: string, optional: boolean): string =>
  whole(optional ? choose(path, `parseDate(${path})`, "null") : `parseDate(${path})`);

/** Members whose times must be parsed, by key; nothing for a list, since IML cannot rebuild each of its items. */
const times = (fields: readonly OutputField[], path: string): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const own = `${path}.${field.key}`;
      // Rebuilding an object that may be absent would put an empty one in its place.
      if (isAsSent(field)) return [];
      if (field.type === "datetime") return [[field.key, parsed(own, field.optional === true)]];
      if (!field.fields) return [];
      const inner = times(field.fields, own);
      return Object.keys(inner).length > 0 ? [[field.key, { ...spread(own), ...inner }]] : [];
    }),
  );

/** The output of a component: what came, with its times as dates. */
export const outputOf = (fields: readonly OutputField[], path: string): Record<string, unknown> => ({
  ...spread(path),
  ...times(fields, path),
});

/** The same of these members only, where more comes than is shown. */
export const outputOfOnly = (fields: readonly OutputField[], path: string): Record<string, unknown> => ({
  ...Object.fromEntries(fields.map(({ key }) => [key, whole(`${path}.${key}`)])),
  ...times(fields, path),
});
