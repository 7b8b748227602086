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

const isIsoTime = (value: unknown): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(value));

/** What does not agree between a bundle and the interface that promises it. `raw` is a part that IML cannot rebuild: its times stay text. */
export const disagreements = (spec: Code[], bundle: Code, { path = "", raw = false } = {}): string[] => {
  const names = spec.map(({ name }) => name);
  const strangers = Object.keys(bundle).filter((key) => !names.includes(key));
  return [
    ...strangers.map((key) => `${path}${key} is not in the interface`),
    ...spec.flatMap((field) => {
      const value = bundle[field.name];
      if (value === undefined || value === null) return [];
      const own = `${path}${field.name}`;
      const isRight = fits[field.type]?.(value) || (raw && field.type === "date" && isIsoTime(value));
      if (!isRight) return [`${own} is no ${field.type}`];
      if (!Array.isArray(field.spec) || field.spec.length === 0) return [];
      const lines: Code[] = Array.isArray(value) ? value : [value];
      const isRaw = raw || field.type === "array";
      return lines.flatMap((line) => disagreements(field.spec, line, { path: `${own}.`, raw: isRaw }));
    }),
  ];
};
