import type { Code } from "./files.ts";
import { RunError } from "./request.ts";

type Values = Readonly<Record<string, unknown>>;

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === "";

const chosen = (definition: Code, value: unknown): Code[] => {
  if (!Array.isArray(definition.options)) return [];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return definition.options.filter((option: Code) => values.includes(option.value));
};

const complaint = (definition: Code, value: unknown): string | undefined => {
  const { required, type, validate = {}, options, multiple } = definition;
  if (isMissing(value)) return required ? "is required" : undefined;
  const options_ = Array.isArray(options) ? chosen(definition, value).length : 1;
  if (options_ === 0) return "is none of the options";
  if (multiple && !Array.isArray(value)) return "is not a list";
  if (type === "uinteger" && !(Number.isInteger(value) && Number(value) >= 0)) return "is no whole number";
  if (validate.min !== undefined && Number(value) < validate.min) return `is below ${validate.min}`;
  if (validate.pattern !== undefined && !new RegExp(validate.pattern, "u").test(String(value)))
    return "does not fit the pattern";
  return undefined;
};

const entry = (definition: Code, given: Values): [string, unknown][] => {
  const { name } = definition;
  const value = Object.hasOwn(given, name) ? given[name] : definition.default;
  const wrong = complaint(definition, value);
  if (wrong) throw new RunError("BundleValidationError", `${name} ${wrong}`);
  const nested = chosen(definition, value).flatMap((option) => option.nested ?? []);
  return [
    ...(value === undefined ? [] : ([[name, value]] as [string, unknown][])),
    ...nested.flatMap((inner: Code) => entry(inner, given)),
  ];
};

const allNames = (definitions: Code): string[] =>
  definitions.flatMap((one: Code) => [
    one.name,
    ...(Array.isArray(one.options)
      ? one.options.flatMap((option: Code) => allNames(option.nested ?? []))
      : []),
  ]);

/** What a user filled in, with defaults, as `parameters` has it. Throws for what the form would not accept. */
export const accepted = (definitions: Code, given: Values): Record<string, unknown> => {
  const strangers = Object.keys(given).filter((key) => !allNames(definitions).includes(key));
  if (strangers.length > 0) throw new Error(`the form has no ${strangers.join(", ")}`);
  return Object.fromEntries(definitions.flatMap((definition: Code) => entry(definition, given)));
};
