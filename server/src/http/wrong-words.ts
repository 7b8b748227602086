import type { z } from "zod";

/*
 * What a refused value must be, in the words of this API: who reads them is a developer, a shop owner or somebody who
 * fills a form at Zapier or Make, and none of them knows the library that judges. What the catalogue says itself of a
 * pattern or a rule is left as it is.
 */

type Raw = z.core.$ZodRawIssue;
type Of<Code extends Raw["code"]> = Extract<Raw, { code: Code }>;

export const isRequired = "is required";
/** Of a union, whose branches say more; what a schema itself says of a union stands for all of them. */
export const isOfNoKind = "is of no kind that is taken here";

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
  null: "null",
  undefined: "left out",
  file: "a file",
};

const formats: Readonly<Record<string, string>> = {
  email: "is no email address",
  url: "is no web address such as https://example.com",
  datetime: "must be an instant such as 2026-05-11T12:34:56Z",
  date: "must be a day such as 2026-05-11",
};

const quoted = (value: unknown): string =>
  typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? String(value));

/** What one of these values is called: alone, or as a choice. */
export const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? `must be ${quoted(values[0])}` : `must be one of ${values.map(quoted).join(", ")}`;

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
  set: ["entry", "entries"],
  map: ["entry", "entries"],
  file: ["byte", "bytes"],
};

const sized = (origin: string, bound: number | bigint, how: string): string => {
  const unit = units[origin];
  if (unit === undefined) return `must be ${how} ${bound}`.replace("be exactly", "be");
  return `must have ${how} ${bound} ${unit[Number(bound) === 1 ? 0 : 1]}`;
};

const tooSmall = ({ origin, minimum, inclusive, exact }: Of<"too_small">): string => {
  if (origin in units && Number(minimum) === 1) return "must not be empty";
  if (exact) return sized(origin, minimum, "exactly");
  return sized(origin, minimum, inclusive === false ? "more than" : "at least");
};

const tooBig = ({ origin, maximum, inclusive, exact }: Of<"too_big">): string => {
  if (exact) return sized(origin, maximum, "exactly");
  return sized(origin, maximum, inclusive === false ? "less than" : "at most");
};

const union = (issue: Of<"invalid_union">): string => {
  const { options, discriminator, input } = issue as {
    options?: unknown;
    discriminator?: unknown;
    input?: unknown;
  };
  if (!Array.isArray(options)) return isOfNoKind;
  const given: unknown = Object(input)[String(discriminator)];
  return given === undefined ? isRequired : oneOf(options);
};

/** The sentence of one refused value, to go on from its name; it names no library, operator or pattern. */
export const wrongWords = (issue: Raw): string => {
  if (issue.input === undefined && issue.code !== "unrecognized_keys") return isRequired;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kinds[issue.expected] ?? "of another kind"}`;
    case "invalid_value":
      return oneOf(issue.values);
    case "invalid_format":
      return formats[issue.format] ?? "is not written as it must be";
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return "is not known here";
    case "invalid_union":
      return union(issue);
    case "invalid_key":
      return "has a name that is not taken here";
    default:
      return "is not right";
  }
};
