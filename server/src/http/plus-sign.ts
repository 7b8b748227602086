import type { FieldError } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";

/** What a parameter looks like whose plus sign was read as a blank, as addresses are read. */
const lost: Readonly<Record<string, RegExp>> = { email: /\S +\S/, phone: /^ [1-9]/ };

const detail = "has a blank where a + may be meant: write + as %2B";

/**
 * Refuses an email or phone in the query that came with a bare plus sign: it would find nobody, or somebody else.
 * @throws validation_failed
 */
export const refuseLostPlus = (query: Readonly<Record<string, string | string[] | undefined>>): void => {
  const errors = Object.entries(lost).flatMap(([name, pattern]): FieldError[] =>
    [query[name]].flat().some((value) => value !== undefined && pattern.test(value))
      ? [{ pointer: `?${name}`, code: "lost_plus", detail }]
      : [],
  );
  if (errors[0])
    throw new Failure("validation_failed", { detail: `${errors[0].pointer}: ${detail}`, errors });
};
