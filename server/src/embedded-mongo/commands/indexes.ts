import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";
import { identicalValues } from "../bson/compare.ts";
import { CommandError } from "../errors.ts";
import { asDocument } from "../query/shapes.ts";
import { encode } from "../store/collection.ts";
import { parseDefinition, type Index } from "../store/definition.ts";
import { batchOf } from "./batch.ts";
import type { Command } from "./command.ts";
import { count, namespaceOf, optionalDocument } from "./options.ts";

export const createIndexes: Command = {
  kind: "write",
  // A duplicate shows only while the index is being built.
  isUndoneOnRefusal: true,
  options: ["indexes", "commitQuorum"],
  run: (command, { store }) => {
    const namespace = namespaceOf(command, "createIndexes");
    const definitions = batchOf(command, "indexes").map((spec) =>
      parseDefinition(asDocument(spec, "indexes")),
    );
    const createdCollectionAutomatically = !store.collection(namespace);
    const collection = store.create(namespace);
    const numIndexesBefore = collection.state.indexes.length + 1;
    for (const definition of definitions) {
      if (isIdIndex(definition.key)) continue;
      if (definition.name === "_id_")
        throw new CommandError("BadValue", "The index name '_id_' is reserved for the _id index");
      collection.createIndex(() => store.nextId(), definition);
    }
    const numIndexesAfter = collection.state.indexes.length + 1;
    const note = numIndexesAfter === numIndexesBefore && { note: "all indexes already exist" };
    return { numIndexesBefore, numIndexesAfter, createdCollectionAutomatically, ...note };
  },
};

const isIdIndex = (key: Document): boolean => identicalValues(key, { _id: 1 });

export const listIndexes: Command = {
  kind: "read",
  options: ["cursor"],
  run: (command, { store, cursors }) => {
    const namespace = namespaceOf(command, "listIndexes");
    const collection = store.collection(namespace);
    if (!collection) throw new CommandError("NamespaceNotFound", `ns does not exist: ${namespace}`);
    const own = { v: 2, key: { _id: 1 }, name: "_id_" };
    const all = [own, ...collection.state.indexes.map(({ definition }) => ({ v: 2, ...definition }))];
    const batchSize = count(optionalDocument(command.cursor, "cursor")?.batchSize, "batchSize");
    return cursors.first(namespace, all.map(encode)[Symbol.iterator](), { batchSize });
  },
};

export const dropIndexes: Command = {
  kind: "write",
  options: ["index"],
  run: (command, { store }) => {
    const namespace = namespaceOf(command, "dropIndexes" in command ? "dropIndexes" : "deleteIndexes");
    const collection = store.collection(namespace);
    if (!collection) throw new CommandError("NamespaceNotFound", `ns not found ${namespace}`);
    const nIndexesWas = collection.state.indexes.length + 1;
    const dropped = indexesToDrop(collection.state.indexes, command.index);
    for (const index of dropped) collection.dropIndex(index);
    return { nIndexesWas };
  },
};

function indexesToDrop(indexes: readonly Index[], wanted: unknown): Index[] {
  if (wanted === "*") return [...indexes];
  const list = Array.isArray(wanted) ? (wanted as unknown[]) : [wanted];
  return list.map((one) => {
    if (one === "_id_" || (isPlainObject(one) && isIdIndex(one)))
      throw new CommandError("InvalidOptions", "cannot drop _id index");
    const found = findIndex(indexes, one);
    if (!found)
      throw new CommandError(
        "IndexNotFound",
        `index not found with name [${typeof one === "string" ? one : JSON.stringify(one)}]`,
      );
    return found;
  });
}

function findIndex(indexes: readonly Index[], wanted: unknown): Index | undefined {
  return indexes.find(({ definition }) =>
    typeof wanted === "string" ? definition.name === wanted : identicalValues(definition.key, wanted),
  );
}
