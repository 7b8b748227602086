import { Aggregator, Query } from "mingo";
import type { Document } from "../bson/decode.ts";
import { CommandError } from "../errors.ts";
import { toPlain } from "./plain.ts";

/** `$expr` in a filter, by mingo. */
export function exprPredicate(condition: unknown, variables: Document): (document: Document) => boolean {
  const query = translating(
    () =>
      new Query(
        { $expr: toPlain(condition) },
        { variables: toPlain(variables) as Document, scriptEnabled: false },
      ),
  );
  return (document) => translating(() => query.test(toPlain(document) as Document));
}

/** The values of a command's `let`, which are expressions themselves and cannot see a document. */
export function evaluateLet(variables: Document): Document {
  if (Object.keys(variables).length === 0) return variables;
  const evaluator = new Aggregator([{ $replaceWith: toPlain(variables) }], { scriptEnabled: false });
  return translating(() => evaluator.run<Document>([{}])[0] ?? {});
}

/** mingo's complaints are about what the client sent: they become a refusal, not a fault of the store. */
export function translating<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError("BadValue", error instanceof Error ? error.message : String(error));
  }
}
