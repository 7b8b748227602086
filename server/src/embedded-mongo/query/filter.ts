import { BSONRegExp } from "bson";
import { asArray, expression } from "./shapes.ts";
import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { exprPredicate } from "../expression/expr.ts";
import { operatorTest, type ValueTest } from "./operators.ts";
import { someAtPath } from "./path.ts";

export type Predicate = (document: Document) => boolean;

/**
 * Compiles a MongoDB filter. Own code rather than mingo's Query: mingo compares JS values, so it neither tells int64 and Decimal128 as numbers
 * nor keeps MongoDB's type brackets, and it costs more per document than the scan it would filter.
 * `variables` are the command's `let`. Throws BadValue for what MongoDB does not know and NotImplemented for what this store does not.
 */
export function compileFilter(filter: Document, variables: Document = {}): Predicate {
  const predicates = Object.entries(filter).map(([name, condition]) =>
    compileEntry(name, condition, variables),
  );
  if (predicates.length === 1) return predicates[0] as Predicate;
  return (document) => predicates.every((predicate) => predicate(document));
}

/** The top-level fields that a filter looks at; undefined where it may look at any. */
export function fieldsIn(filter: Document, found = new Set<string>()): ReadonlySet<string> | undefined {
  for (const [name, condition] of Object.entries(filter)) {
    if (name === "$comment") continue;
    if (!name.startsWith("$")) found.add(name.split(".", 1)[0] as string);
    else if (name === "$expr" || !Array.isArray(condition)) return undefined;
    else
      for (const branch of condition)
        if (!isPlainObject(branch) || !fieldsIn(branch, found)) return undefined;
  }
  return found;
}

const notImplemented = new Set(["$where", "$text", "$jsonSchema", "$sampleRate"]);

function compileEntry(name: string, condition: unknown, variables: Document): Predicate {
  if (!name.startsWith("$")) return fieldPredicate(name, condition);
  if (name === "$comment") return () => true;
  if (name === "$expr") return exprPredicate(condition, variables);
  if (name === "$and" || name === "$or" || name === "$nor") return logical(name, condition, variables);
  if (notImplemented.has(name))
    throw new CommandError("NotImplemented", `the embedded store does not implement ${name}`);
  throw new CommandError("BadValue", `unknown top level operator: ${name}`);
}

function logical(name: string, condition: unknown, variables: Document): Predicate {
  const branches = asArray(condition, name).map((branch) => {
    if (!isPlainObject(branch))
      throw new CommandError("BadValue", `${name} argument's entries must be objects`);
    return compileFilter(branch, variables);
  });
  if (branches.length === 0) throw new CommandError("BadValue", `${name} argument must be a non-empty array`);
  if (name === "$and") return (document) => branches.every((branch) => branch(document));
  if (name === "$or") return (document) => branches.some((branch) => branch(document));
  return (document) => !branches.some((branch) => branch(document));
}

function fieldPredicate(path: string, condition: unknown): Predicate {
  const parts = path.split(".");
  const tests = conditionTests(condition);
  return (document) => tests.every((test) => testPath(document, parts, test));
}

function testPath(document: Document, parts: readonly string[], test: ValueTest): boolean {
  const found = someAtPath(document, parts, 0, test.some);
  return test.negated ? !found : found;
}

/** A condition on one field as tests; each holds where some value on the path passes it, or, negated, where none does. */
function conditionTests(condition: unknown): ValueTest[] {
  const operators = expression(condition);
  if (!operators) {
    if (condition instanceof BSONRegExp) return [operatorTest("$regex", condition, {}, compileValue)];
    return [operatorTest("$eq", condition, {}, compileValue)];
  }
  return Object.entries(operators).flatMap(([name, operand]) => {
    if (name === "$not") return [negation(operand)];
    if (name === "$options" && "$regex" in operators) return [];
    return [operatorTest(name, operand, operators, compileValue)];
  });
}

function negation(operand: unknown): ValueTest {
  if (!(operand instanceof BSONRegExp) && !expression(operand)) {
    throw new CommandError("BadValue", "$not needs a regex or a document");
  }
  const inner = conditionTests(operand);
  // The whole of the inner condition is looked at per path, so its tests cannot be merged into one value test.
  return {
    negated: true,
    some: (value) => inner.every((test) => test.some(value) !== (test.negated ?? false)),
  };
}

/** What `$elemMatch`, `$pull` and array filters ask of a single value: a filter on its fields, or operators on the value itself. */
export function compileValue(condition: Document): (value: unknown) => boolean {
  if (expression(condition)) {
    const tests = conditionTests(condition);
    return (value) => tests.every((test) => test.some(value) !== (test.negated ?? false));
  }
  const predicate = compileFilter(condition);
  return (value) => (isPlainObject(value) || Array.isArray(value)) && predicate(value as Document);
}
