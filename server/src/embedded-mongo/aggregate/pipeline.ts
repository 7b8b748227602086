import { Context } from "mingo";
import { Aggregator } from "mingo/aggregator";
import { type Iterator, Lazy } from "mingo/lazy";
import * as accumulator from "mingo/operators/accumulator";
import * as expression from "mingo/operators/expression";
import * as pipeline from "mingo/operators/pipeline";
import * as projection from "mingo/operators/projection";
import * as query from "mingo/operators/query";
import * as window from "mingo/operators/window";
import type { Options } from "mingo/types";
import { compareValues } from "../bson/compare.ts";
import type { Document } from "../bson/decode.ts";
import { compileFilter } from "../query/filter.ts";
import { asDocument } from "../query/shapes.ts";
import { compileSort } from "../query/sort.ts";

/**
 * mingo, with what it does otherwise than MongoDB put right:
 * - comparisons in expressions order values of different types too ("40" is greater than 35), where mingo's answer false;
 * - `$match` and `$sort` within a pipeline mean what they mean in a find.
 */
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

/** What an expression comes to for a document: `$let` without variables is mingo's public way to its evaluator. */
export function evaluate(subject: Document, operand: unknown, options: Partial<Options>): unknown {
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
  pipeline: {
    $match: (documents: Iterator, filter: unknown, options: Options) =>
      documents.filter(
        compileFilter(asDocument(filter, "$match"), options.variables as Document) as (
          value: unknown,
        ) => boolean,
      ),
    $sort: (documents: Iterator, sort: unknown): Iterator => {
      const compare = compileSort(asDocument(sort, "$sort"));
      return documents.transform((all) =>
        Lazy(all.sort(compare as (left: unknown, right: unknown) => number)),
      );
    },
    // mingo types its table of stages by the intersection of all their arguments, which no single stage fits.
  } as never,
});

const builtIn = Context.init({ accumulator, expression, pipeline, projection, query, window } as never);

export const mingoOptions = { context: Context.from(corrected, builtIn), scriptEnabled: false };

export function aggregator(stages: readonly Document[], options: Partial<Options> = {}): Aggregator {
  return new Aggregator([...stages], { ...mingoOptions, ...options });
}
