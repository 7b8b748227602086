import type { z } from "zod";
import type { FieldError } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { isOfNoKind, isRequired, oneOf, wrongWords } from "./wrong-words.ts";

type Issue = z.core.$ZodIssue;

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const placeOf = ({ path }: Issue): string => pointerOf(path);

/** Branches that refuse the same value for not being one of theirs: the value may be one of all of theirs. */
const anyOfTheirs = (branches: readonly Issue[][]): Issue[] | null => {
  const refusals = branches.flat();
  const places = new Set(refusals.map(placeOf));
  const [first] = refusals;
  if (first?.code !== "invalid_value" || places.size > 1 || refusals.length !== branches.length) return null;
  const values = refusals.flatMap((one) => (one.code === "invalid_value" ? one.values : []));
  if (values.length === 0) return null;
  return [{ ...first, values, message: first.message === isRequired ? isRequired : oneOf(values) }];
};

/**
 * The issues of the union's branch that came closest, so that the answer speaks of the value and not of unions; where
 * several came as close, what all of them would have taken.
 */
const flatten = (issue: Issue): Issue[] => {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  if (issue.message !== isOfNoKind && issue.message !== isRequired) return [issue];
  const depth = (branch: Issue[]) => Math.max(0, ...branch.map((one) => one.path.length));
  const deepest = Math.max(...issue.errors.map(depth));
  const closest = issue.errors.filter((branch) => depth(branch) === deepest);
  const best = anyOfTheirs(closest) ?? [...closest].sort((a, b) => a.length - b.length)[0] ?? [];
  return best.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] } as Issue));
};

const toFieldErrors = (issue: Issue, at: (path: readonly PropertyKey[]) => string): FieldError[] => {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: at([...issue.path, key]),
      code: "unknown_field",
      detail: issue.message,
    }));
  }
  const code = issue.message === isRequired ? "required" : issue.code;
  return [{ pointer: at(issue.path), code, detail: issue.message }];
};

const describe = (errors: readonly FieldError[]): string => {
  const first = errors[0];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return first === undefined
    ? "Some values are not right."
    : `${first.pointer || "The body"}: ${first.detail}${more}`;
};

/**
 * Parses one part of a request.
 * @throws validation_failed with a pointer for each refused value: `/a/0` in the body, `?a` in the query
 */
export const parsePart = <S extends z.ZodType>(
  schema: S,
  value: unknown,
  part: "body" | "query",
): z.output<S> => {
  const parsed = schema.safeParse(value, { error: wrongWords });
  if (parsed.success) return parsed.data;
  const at = part === "body" ? pointerOf : (path: readonly PropertyKey[]) => `?${path.map(String).join(".")}`;
  const found = parsed.error.issues.flatMap(flatten).flatMap((issue) => toFieldErrors(issue, at));
  throw new Failure("validation_failed", { detail: describe(found), errors: found });
};
