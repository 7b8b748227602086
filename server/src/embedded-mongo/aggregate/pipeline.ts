import { Context } from "mingo";
import { Aggregator } from "mingo/aggregator";
import { type Iterator, Lazy } from "mingo/lazy";
import * as pipeline from "mingo/operators/pipeline";
import * as projection from "mingo/operators/projection";
import * as query from "mingo/operators/query";
import * as window from "mingo/operators/window";
import type { Options } from "mingo/types";
import type { Document } from "../bson/decode.ts";
import { expressionContext } from "../expression/evaluate.ts";
import { compileFilter } from "../query/filter.ts";
import { asDocument } from "../query/shapes.ts";
import { compileSort } from "../query/sort.ts";

/** mingo's stages, of which `$match` and `$sort` are made to mean what they mean in a find. */
const corrected = Context.init({
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

const builtIn = Context.init({ pipeline, projection, query, window } as never);

const mingoOptions = {
  context: Context.from(corrected, expressionContext, builtIn),
  scriptEnabled: false,
};

export function aggregator(stages: readonly Document[], options: Partial<Options> = {}): Aggregator {
  return new Aggregator([...stages], { ...mingoOptions, ...options });
}
