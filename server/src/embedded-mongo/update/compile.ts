import { aggregator } from "../aggregate/pipeline.ts";
import { fromPlain, restoreTypes, toPlain } from "../expression/plain.ts";
import { translating } from "../expression/expr.ts";
import { identicalValues } from "../bson/compare.ts";
import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { asDocument } from "../query/shapes.ts";
import { operators, rename } from "./operators.ts";
import { matchedPosition } from "../query/position.ts";
import { compileArrayFilters, targetsOf, type TargetContext } from "./targets.ts";

export interface UpdateInput {
  filter: Document;
  update: unknown;
  arrayFilters: readonly unknown[];
  variables: Document;
  now: Date;
}

export interface Update {
  isReplacement: boolean;
  /** Changes the document it is given (or returns another one); `changed` is false where nothing differs afterwards. */
  apply: (document: Document, isInsert: boolean) => { document: Document; changed: boolean };
}

export function compileUpdate(input: UpdateInput): Update {
  if (Array.isArray(input.update)) return pipelineUpdate(input, input.update);
  if (!isPlainObject(input.update)) {
    throw new CommandError("FailedToParse", "Update argument must be either an object or an array");
  }
  const first = Object.keys(input.update)[0];
  return first?.startsWith("$") ? operatorUpdate(input, input.update) : replacement(input, input.update);
}

function replacement(input: UpdateInput, next: Document): Update {
  if (input.arrayFilters.length > 0)
    throw new CommandError("FailedToParse", "arrayFilters may not be specified for a replacement");
  const operator = Object.keys(next).find((name) => name.startsWith("$"));
  if (operator) {
    throw new CommandError(
      "DollarPrefixedFieldName",
      `The dollar ($) prefixed field '${operator}' in '${operator}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
  return {
    isReplacement: true,
    apply: (document) => {
      if ("_id" in next && "_id" in document) assertSameId(document._id, next._id, true);
      const { _id: given, ...rest } = next;
      const _id = document._id ?? given;
      const replaced = _id === undefined ? rest : { _id, ...rest };
      return { document: replaced, changed: !identicalValues(document, replaced) };
    },
  };
}

const pipelineStages = new Set(["$set", "$addFields", "$unset", "$project", "$replaceRoot", "$replaceWith"]);

function pipelineUpdate(input: UpdateInput, stages: unknown[]): Update {
  if (input.arrayFilters.length > 0)
    throw new CommandError("FailedToParse", "arrayFilters may not be specified for pipeline-style updates");
  for (const stage of stages) {
    const name = Object.keys(asDocument(stage, "u"))[0] ?? "";
    if (!pipelineStages.has(name))
      throw new CommandError("InvalidOptions", `${name} is not allowed to be used within an update`);
  }
  const pipeline = aggregator(toPlain(stages) as Document[], {
    variables: toPlain(input.variables) as Document,
  });
  return {
    isReplacement: false,
    apply: (document) => {
      const result = translating(() => pipeline.run<Document>([toPlain(document) as Document])[0] ?? {});
      const changed = restoreTypes(fromPlain(result), document) as Document;
      // An update without _id in its $project or $replaceWith keeps the document's own.
      if (document._id !== undefined) assertSameId(document._id, changed._id ?? document._id, false);
      const next =
        changed._id === undefined && document._id !== undefined ? { _id: document._id, ...changed } : changed;
      return { document: next, changed: !identicalValues(document, next) };
    },
  };
}

interface Operation {
  name: string;
  path: string;
  operand: unknown;
}

function operatorUpdate(input: UpdateInput, update: Document): Update {
  const operations = Object.entries(update).flatMap(([name, fields]) => operationsOf(name, fields));
  assertNoConflicts(operations);
  // MongoDB 5 and later work on fields in the order of their names, not of the command.
  operations.sort((left, right) => (left.path < right.path ? -1 : left.path > right.path ? 1 : 0));
  const arrayFilters = compileArrayFilters(input.arrayFilters);
  assertFiltersUsed([...arrayFilters.keys()], operations);
  return {
    isReplacement: false,
    apply: (document, isInsert) => {
      const context: TargetContext = {
        arrayFilters,
        position: (path) => matchedPosition(input.filter, document, path),
      };
      const stored = document._id;
      let changed = false;
      for (const operation of operations) {
        if (operation.name === "$setOnInsert" && !isInsert) continue;
        changed = applyOperation(document, operation, context, input.now) || changed;
      }
      if (stored !== undefined && changed) assertSameId(stored, document._id, false);
      return { document, changed };
    },
  };
}

function operationsOf(name: string, fields: unknown): Operation[] {
  if (!(name in operators) && name !== "$rename") {
    throw new CommandError(
      "FailedToParse",
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isPlainObject(fields)) {
    throw new CommandError(
      "FailedToParse",
      `Modifiers operate on fields but we found type ${typeof fields} instead.`,
    );
  }
  return Object.entries(fields).map(([path, operand]) => ({ name, path, operand }));
}

function applyOperation(
  document: Document,
  operation: Operation,
  context: TargetContext,
  now: Date,
): boolean {
  if (operation.name === "$rename")
    return rename(document, operation.path.split("."), String(operation.operand).split("."));
  const apply = operators[operation.name];
  const targets = targetsOf(document, operation.path, context);
  return targets
    .map((path) => apply?.(document, path, structuredCopy(operation.operand), now) ?? false)
    .includes(true);
}

/** Each document gets its own copy of an operand: two that shared one array would change together. */
function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCopy);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, structuredCopy(member)]));
}

function assertNoConflicts(operations: readonly Operation[]): void {
  const paths = operations
    .flatMap(({ name, path, operand }) => (name === "$rename" ? [path, String(operand)] : [path]))
    .sort();
  for (const [index, path] of paths.entries()) {
    const other = paths.slice(index + 1).find((later) => later === path || later.startsWith(`${path}.`));
    if (other) {
      throw new CommandError(
        "ConflictingUpdateOperators",
        `Updating the path '${other}' would create a conflict at '${path}'`,
      );
    }
  }
}

function assertFiltersUsed(identifiers: readonly string[], operations: readonly Operation[]): void {
  const unused = identifiers.find((name) => !operations.some(({ path }) => path.includes(`$[${name}]`)));
  if (unused) {
    throw new CommandError(
      "FailedToParse",
      `The array filter for identifier '${unused}' was not used in the update`,
    );
  }
}

function assertSameId(stored: unknown, next: unknown, isReplacement: boolean): void {
  if (next !== undefined && identicalValues(stored, next)) return;
  const message = isReplacement
    ? "After applying the update, the (immutable) field '_id' was found to have been altered"
    : "Performing an update on the path '_id' would modify the immutable field '_id'";
  throw new CommandError("ImmutableField", message);
}
