import type { Document } from "../bson/decode.ts";
import { CommandError } from "../errors.ts";
import { evaluateExpression } from "./evaluate.ts";
import { toPlain } from "./plain.ts";

/** `$expr` in a filter, by mingo; `variables` have been evaluated. */
export function exprPredicate(condition: unknown, variables: Document): (document: Document) => boolean {
  const operand = toPlain(condition);
  const given = toPlain(variables) as Document;
  return (document) => {
    const value = translating(() => evaluateExpression(toPlain(document) as Document, operand, given));
    return value !== undefined && value !== null && value !== false && value !== 0;
  };
}

/** The values of a command's `let`, which are expressions themselves and cannot see a document. */
export function evaluateLet(variables: Document): Document {
  if (Object.keys(variables).length === 0) return variables;
  return translating(() => evaluateExpression({}, toPlain(variables))) as Document;
}

/** mingo's complaints are about what the client sent: they become a refusal, not a fault of the store. */
export function translating<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      message.startsWith("Use of undefined variable") ? "UndefinedVariable" : "BadValue",
      message,
    );
  }
}
