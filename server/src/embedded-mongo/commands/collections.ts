import { Binary } from "bson";
import type { Document } from "../bson/decode.ts";
import { CommandError } from "../errors.ts";
import { compileFilter } from "../query/filter.ts";
import { type Collection, encode } from "../store/collection.ts";
import type { Store } from "../store/store.ts";
import type { Command } from "./command.ts";
import { count, namespaceOf, optionalDocument } from "./options.ts";

export const create: Command = {
  kind: "write",
  options: ["capped", "autoIndexId", "idIndex", "collation"],
  run: (command, { store }) => {
    if (command.capped)
      throw new CommandError("NotImplemented", "the embedded store does not implement capped collections");
    const namespace = namespaceOf(command, "create");
    if (store.collection(namespace))
      throw new CommandError("NamespaceExists", `Collection ${namespace} already exists.`);
    store.create(namespace);
    return {};
  },
};

export const drop: Command = {
  kind: "write",
  options: [],
  run: (command, { store }) => {
    const ns = namespaceOf(command, "drop");
    const collection = store.collection(ns);
    // Since MongoDB 7 dropping what is not there succeeds.
    if (!collection) return {};
    const nIndexesWas = collection.state.indexes.length + 1;
    store.drop(collection);
    return { nIndexesWas, ns };
  },
};

export const dropDatabase: Command = {
  kind: "write",
  options: [],
  run: (command, { store }) => {
    const found = collectionsOf(store, String(command.$db));
    for (const collection of found) store.drop(collection);
    return found.length > 0 ? { dropped: command.$db } : {};
  },
};

function collectionsOf(store: Store, database: string): Collection[] {
  return store.collections().filter(({ namespace }) => namespace.startsWith(`${database}.`));
}

export const listCollections: Command = {
  kind: "read",
  options: ["filter", "nameOnly", "authorizedCollections", "cursor"],
  run: (command, { store, cursors }) => {
    const database = String(command.$db);
    const matches = compileFilter(optionalDocument(command.filter, "filter") ?? {});
    const all = collectionsOf(store, database)
      .map((collection) => describe(collection, database))
      .filter(matches)
      .map((described) =>
        command.nameOnly === true ? { name: described.name, type: described.type } : described,
      );
    const batchSize = count(optionalDocument(command.cursor, "cursor")?.batchSize, "batchSize");
    return cursors.first(`${database}.$cmd.listCollections`, all.map(encode)[Symbol.iterator](), {
      batchSize,
    });
  },
};

function describe({ namespace, state }: Collection, database: string): Document {
  const uuid = Buffer.alloc(16);
  uuid.writeUInt32BE(state.id, 12);
  return {
    name: namespace.slice(database.length + 1),
    type: "collection",
    options: {},
    info: { readOnly: false, uuid: new Binary(uuid, Binary.SUBTYPE_UUID) },
    idIndex: { v: 2, key: { _id: 1 }, name: "_id_" },
  };
}

export const listDatabases: Command = {
  kind: "read",
  options: ["filter", "nameOnly", "authorizedDatabases"],
  run: (command, { store }) => {
    const names = new Set(
      store.collections().map(({ namespace }) => namespace.slice(0, namespace.indexOf("."))),
    );
    const matches = compileFilter(optionalDocument(command.filter, "filter") ?? {});
    const databases = [...names]
      .sort()
      .map((name) => ({ name }))
      .filter(matches);
    if (command.nameOnly === true) return { databases };
    return { databases: databases.map(({ name }) => ({ name, empty: false })) };
  },
};
