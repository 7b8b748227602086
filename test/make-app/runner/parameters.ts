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

/** Between modules everything goes as UTF-8, which has no half of a character. */
const throughUtf8 = (text: string): string => Buffer.from(text, "utf8").toString("utf8");

const asText = (value: unknown): unknown => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (typeof value === "object") return undefined;
  return throughUtf8(String(value));
};

const asNumber = (value: unknown): unknown => {
  if (typeof value !== "number" && (typeof value !== "string" || value.trim() === "")) return undefined;
  return Number.isFinite(Number(value)) ? Number(value) : undefined;
};

const asDate = (value: unknown): unknown => {
  if (!(value instanceof Date) && typeof value !== "string") return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

/** How Make turns what is mapped into the type of its field, before the app sees it; undefined for what it refuses. */
const coercions: Readonly<Record<string, (value: unknown) => unknown>> = {
  text: asText,
  select: asText,
  uinteger: asNumber,
  number: asNumber,
  date: asDate,
  // Whether a text is turned into a tick here or left to the app can be seen on Make's servers only.
  boolean: (value) => (typeof value === "object" ? undefined : value),
};

const coerced = ({ name, type, multiple }: Code, value: unknown): unknown => {
  const coerce = coercions[type];
  if (coerce === undefined || isMissing(value)) return value;
  const values: unknown[] = multiple && Array.isArray(value) ? value : [value];
  const turned = values.map((one) => (isMissing(one) ? one : coerce(one)));
  if (turned.includes(undefined)) throw new RunError("BundleValidationError", `${name} is no ${type}`);
  return multiple ? turned : turned[0];
};

const entry = (definition: Code, given: Values): [string, unknown][] => {
  const { name } = definition;
  const value = coerced(definition, Object.hasOwn(given, name) ? given[name] : definition.default);
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
