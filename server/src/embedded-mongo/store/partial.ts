import { BSONRegExp } from "bson";
import type { Document } from "../bson/decode.ts";
import { isNumeric, isPlainObject, toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { compileFilter } from "../query/filter.ts";
import { expression } from "../query/shapes.ts";

const accepted = new Set(["$eq", "$in", "$gt", "$gte", "$lt", "$lte", "$type"]);

/**
 * Refuses a `partialFilterExpression` that MongoDB (6.0 and later) refuses: it may say what a field is or that it is there, joined by `$and`
 * and `$or`, and nothing negative. Throws CannotCreateIndex, and what `compileFilter` throws where it is no filter at all.
 */
export function assertPartialFilter(filter: Document): void {
  compileFilter(filter);
  for (const [name, condition] of Object.entries(filter)) {
    if ((name === "$and" || name === "$or") && Array.isArray(condition))
      condition.filter(isPlainObject).forEach(assertPartialFilter);
    else if (name === "$expr")
      throw new CommandError("QueryFeatureNotAllowed", "$expr is not allowed in this context");
    else if (name !== "$comment") assertCondition(name, condition);
  }
}

function assertCondition(name: string, condition: unknown): void {
  if (name.startsWith("$")) throw notSupported(name);
  if (condition instanceof BSONRegExp) throw notSupported(`${name} $regex`);
  for (const [operator, operand] of Object.entries(expression(condition) ?? {})) {
    const saysPresent = operator === "$exists" && isTrue(operand);
    if (!accepted.has(operator) && !saysPresent) throw notSupported(`${name} ${operator}`);
  }
}

const isTrue = (operand: unknown): boolean =>
  isNumeric(operand) ? toNumber(operand) !== 0 : operand !== false && operand !== null;

const notSupported = (shown: string): CommandError =>
  new CommandError("CannotCreateIndex", `Expression not supported in partial index: ${shown}`);
