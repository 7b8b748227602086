import type { Document } from "../bson/decode.ts";
import { CommandError } from "../errors.ts";
import { compileProjection } from "../query/projection.ts";
import type { Collection } from "../store/collection.ts";
import { select, type Found, type Selection } from "../store/read.ts";
import type { Command, CommandContext } from "./command.ts";
import { selectionOf } from "./find.ts";
import { namespaceOf, optionalDocument } from "./options.ts";
import { applyTo, updateOf, upsert } from "./update.ts";

interface Outcome {
  value: Document | undefined;
  lastErrorObject: Document;
}

export const findAndModify: Command = {
  kind: "write",
  options: [
    "query",
    "sort",
    "remove",
    "update",
    "new",
    "fields",
    "upsert",
    "arrayFilters",
    "hint",
    "collation",
    "let",
    "bypassDocumentValidation",
  ],
  run: (command, context) => {
    const namespace = namespaceOf(command, "findAndModify" in command ? "findAndModify" : "findandmodify");
    assertForm(command);
    const selection = { ...selectionOf(command, "query"), limit: 1 };
    const collection = context.store.collection(namespace);
    const [found] = collection ? select(collection, selection) : [];
    const { value, lastErrorObject } =
      command.remove === true
        ? remove(collection, found)
        : modify(() => context.store.create(namespace), { command, selection, found }, context);
    const project = compileProjection(optionalDocument(command.fields, "fields") ?? {}, selection.filter);
    return { lastErrorObject, value: value ? (project?.(value) ?? value) : null };
  },
};

function assertForm(command: Document): void {
  const removes = command.remove === true;
  if (!removes && command.update === undefined)
    throw new CommandError("FailedToParse", "Either an update or remove=true must be specified");
  if (removes && command.update !== undefined)
    throw new CommandError("FailedToParse", "Cannot specify both an update and remove=true");
  if (removes && command.upsert === true)
    throw new CommandError("FailedToParse", "Cannot specify both upsert=true and remove=true");
  if (removes && command.new === true)
    throw new CommandError(
      "FailedToParse",
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
}

function remove(collection: Collection | undefined, found: Found | undefined): Outcome {
  if (!collection || !found) return { value: undefined, lastErrorObject: { n: 0 } };
  collection.remove(found);
  return { value: found.document, lastErrorObject: { n: 1 } };
}

interface Modification {
  command: Document;
  selection: Selection;
  found: Found | undefined;
}

function modify(
  create: () => Collection,
  { command, selection, found }: Modification,
  context: CommandContext,
): Outcome {
  const compiled = updateOf(command.update, command, selection, context);
  if (found) {
    const { document } = applyTo(create(), found, compiled);
    return {
      value: command.new === true ? document : found.document,
      lastErrorObject: { n: 1, updatedExisting: true },
    };
  }
  if (command.upsert !== true) return { value: undefined, lastErrorObject: { n: 0, updatedExisting: false } };
  const inserted = upsert(create(), selection, compiled);
  return {
    value: command.new === true ? inserted : undefined,
    lastErrorObject: { n: 1, updatedExisting: false, upserted: inserted._id },
  };
}
