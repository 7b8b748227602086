import type { Code } from "./files.ts";

const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  date: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  collection: (value) => typeof value === "object" && !Array.isArray(value),
  array: Array.isArray,
  any: () => true,
};

/** What does not agree between a bundle and the interface that promises it. */
export const disagreements = (spec: Code[], bundle: Code, path = ""): string[] => {
  const names = spec.map(({ name }) => name);
  const strangers = Object.keys(bundle).filter((key) => !names.includes(key));
  return [
    ...strangers.map((key) => `${path}${key} is not in the interface`),
    ...spec.flatMap((field) => {
      const value = bundle[field.name];
      if (value === undefined || value === null) return [];
      const own = `${path}${field.name}`;
      if (!fits[field.type]?.(value)) return [`${own} is no ${field.type}`];
      if (!Array.isArray(field.spec) || field.spec.length === 0) return [];
      const lines: Code[] = Array.isArray(value) ? value : [value];
      return lines.flatMap((line) => disagreements(field.spec, line, `${own}.`));
    }),
  ];
};
