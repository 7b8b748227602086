import { Context } from "mingo";
import * as accumulator from "mingo/operators/accumulator";
import * as expression from "mingo/operators/expression";
import type { Options } from "mingo/types";
import { compareValues } from "../bson/compare.ts";
import type { Document } from "../bson/decode.ts";

/** mingo's expressions, with comparisons put right: they order values of different types too ("40" is greater than 35), where mingo's answer false. */
type Operand = Parameters<typeof expression.$cmp>[1];
type Compared = (order: number) => boolean | number;

const comparison = (answer: Compared) => (subject: Document, operand: Operand, options: Options) => {
  const [left, right] = evaluate(subject, operand, options) as [unknown, unknown];
  return answer(compareAbsent(left, right));
};

/** An absent field sorts below null in expressions. */
function compareAbsent(left: unknown, right: unknown): number {
  if (left === undefined || right === undefined)
    return Number(left !== undefined) - Number(right !== undefined);
  return compareValues(left, right);
}

/** `$let` without variables is mingo's public way to its evaluator. */
function evaluate(subject: Document, operand: unknown, options: Partial<Options>): unknown {
  return expression.$let(subject, { vars: {}, in: operand as Document }, options as Options) as unknown;
}

const corrected = Context.init({
  expression: {
    $cmp: comparison(Math.sign),
    $eq: comparison((order) => order === 0),
    $ne: comparison((order) => order !== 0),
    $gt: comparison((order) => order > 0),
    $gte: comparison((order) => order >= 0),
    $lt: comparison((order) => order < 0),
    $lte: comparison((order) => order <= 0),
  },
});

const builtIn = Context.init({ accumulator, expression } as never);

export const expressionContext = Context.from(corrected, builtIn);

/** What an expression comes to for a document; `variables` are values that it names with `$$`. */
export function evaluateExpression(subject: Document, operand: unknown, variables: Document = {}): unknown {
  return evaluate(subject, operand, { context: expressionContext, scriptEnabled: false, variables });
}
