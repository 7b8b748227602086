import type { Document } from "../bson/decode.ts";
import { CommandError } from "../errors.ts";

export const maxBatchSize = 100_000;

/**
 * Runs the statements of a write command: in an ordered batch the first refusal is the last statement tried, otherwise all are tried.
 * Only refusals become write errors; any other error ends the command, and the transaction with it.
 */
export function runBatch<T>(
  command: Document,
  statements: readonly T[],
  run: (statement: T, index: number) => void,
): Document[] {
  if (statements.length === 0 || statements.length > maxBatchSize) {
    throw new CommandError(
      "InvalidLength",
      `Write batch sizes must be between 1 and ${maxBatchSize}. Got ${statements.length} operations.`,
    );
  }
  const errors: Document[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push({ index, code: error.code, ...error.details, errmsg: error.message });
      if (command.ordered !== false) break;
    }
  }
  return errors;
}

export function batchOf(command: Document, name: string): Document[] {
  const statements = command[name];
  if (!Array.isArray(statements))
    throw new CommandError("MissingField", `BSON field '${name}' is missing but a required field`);
  return statements as Document[];
}

export const writeReply = (fields: Document, errors: readonly Document[]): Document => ({
  ...fields,
  ...(errors.length > 0 && { writeErrors: errors }),
});
