import mongoose, { type Connection, type mongo } from "mongoose";
import { CommitStage, type CommitMode } from "./commits/index.ts";
import { Gather } from "./gather.ts";
import type { Log } from "./log.ts";
import { isDuplicateKey } from "./store-faults.ts";
import { commitModeOf } from "./store-fit.ts";
import { endLostWrites } from "./store-lost-writes.ts";
import { patienceMs, promises, withoutPinned } from "./store-promises.ts";

export { awayDetail, duplicateFields, isDuplicateKey, isStoreAway } from "./store-faults.ts";

/** What a collection's document must be: every id in this installation is a text. */
export interface Stored {
  readonly _id: string;
}

/** A collection of documents of one type, as the driver gives it. */
export type Collection<T extends Stored> = mongo.Collection<T>;
export type Filter<T> = mongo.Filter<T>;

/** A collection whatever its documents: what preparing a store needs. */
export interface AnyCollection {
  readonly name: string;
  readonly indexes: readonly IndexDeclaration[];
}

/** A collection as an area declares it in its model.ts; bound to a connection by `store.collection`. */
export interface CollectionDefinition<T extends Stored> extends AnyCollection {
  /** Carries the document type only. */
  readonly document?: T;
}

export interface Store {
  readonly connection: Connection;
  /** Where everything is written that belongs together. */
  readonly commits: CommitStage;
  /** A collection on this store's connection. */
  collection<T extends Stored>(definition: CollectionDefinition<T>): Collection<T>;
  /** A number that is another one once anything in the collection has changed, by whomever; null where the server does not tell. */
  changes({ name }: AnyCollection): number | null;
  /** Creates these collections and their indexes, and waits until they stand. */
  prepare(definitions: readonly AnyCollection[]): Promise<void>;
  close(): Promise<void>;
}

/** An index and, as a comment beside it, the query it serves. */
export interface IndexDeclaration {
  readonly keys: Record<string, 1 | -1>;
  readonly options?: {
    unique?: boolean;
    sparse?: boolean;
    expireAfterSeconds?: number;
    partialFilterExpression?: Record<string, unknown>;
  };
}

/** Declares a collection. Its documents are described by their type alone: whatever writes to it is held to that. */
export const defineCollection = <T extends Stored>(
  name: string,
  indexes: readonly IndexDeclaration[] = [],
): CollectionDefinition<T> => ({ name, indexes });

/** A command on its way to the store, as MongoDB names it. */
export interface StoreCommand {
  readonly name: string;
  readonly collection: string;
  /** What is sent. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Says whom to tell when it is answered. */
  onAnswer(tell: () => void): void;
}

export interface StoreOptions {
  /** Told of each command. */
  readonly listen?: ((command: StoreCommand) => void) | undefined;
  /** Counts the changes of a collection (`database.name`), where the server is in this process. */
  readonly changesOf?: ((namespace: string) => () => number) | undefined;
  /** For tests: how commits are written, whatever the server could do. */
  readonly commits?: CommitMode | undefined;
  /** How long a command may take; 0 for work that takes as long as it takes. */
  readonly patienceMs?: number | undefined;
}

/** Building an index takes as long as there are documents. */
const unhurried: mongo.CommandOperationOptions & { readonly socketTimeoutMS: number } = {
  socketTimeoutMS: 0,
};

const bestCommitMode = async (connection: Connection, db: mongo.Db): Promise<CommitMode> => {
  try {
    return commitModeOf(await db.admin().buildInfo());
  } catch (error) {
    await connection.close();
    throw error;
  }
};

const listenTo = (connection: Connection, listen: NonNullable<StoreOptions["listen"]>): void => {
  const underWay = new Map<number, () => void>();
  const answered = ({ requestId }: { requestId: number }): void => {
    underWay.get(requestId)?.();
    underWay.delete(requestId);
  };
  connection
    .getClient()
    .on("commandStarted", ({ requestId, commandName: name, command }) => {
      const onAnswer = (tell: () => void): void => void underWay.set(requestId, tell);
      listen({ name, collection: String(command[name]), body: command, onAnswer });
    })
    .on("commandSucceeded", answered)
    .on("commandFailed", answered);
};

/**
 * Connects to a MongoDB-speaking server.
 * @throws when no server answers in time; UnfitStore when it is too old
 */
export const openStore = async (
  uri: string,
  log: Log,
  { listen, commits, changesOf, patienceMs: patience = patienceMs }: StoreOptions = {},
): Promise<Store> => {
  const address = withoutPinned(uri);
  if (address.leftOut.length > 0)
    log.warn(
      { options: address.leftOut },
      "options of MONGODB_URI that this server settles itself count for nothing",
    );
  const connection = mongoose.createConnection(address.uri, {
    ...promises(patience),
    maxPoolSize: 32,
    ignoreUndefined: true,
    ...(listen && { monitorCommands: true }),
  });
  if (listen !== undefined) listenTo(connection, listen);
  connection.on("error", (error: unknown) => log.error({ err: error }, "store connection"));
  await connection.asPromise();
  const { db } = connection;
  if (db === undefined) throw new Error("the connection has no database");
  const best = await bestCommitMode(connection, db);
  const endWatch = endLostWrites(connection.getClient());
  const bound = new Map<string, Collection<never>>();
  const collection = <T extends Stored>({ name }: CollectionDefinition<T>): Collection<T> => {
    const known = bound.get(name) ?? (db.collection(name) as unknown as Collection<never>);
    bound.set(name, known);
    return known as unknown as Collection<T>;
  };
  const counts = new Map<string, () => number>();
  const changes = ({ name }: AnyCollection): number | null => {
    const known = counts.get(name) ?? changesOf?.(`${db.databaseName}.${name}`);
    if (known === undefined) return null;
    counts.set(name, known);
    return known();
  };
  return {
    connection,
    changes,
    commits: new CommitStage(connection, commits ?? best),
    collection,
    async prepare(definitions) {
      const standing = new Set(
        (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name),
      );
      for (const { name, indexes } of definitions) {
        if (!standing.has(name)) await createCollection(db, name);
        const specs = indexes.map(({ keys, options }) => ({ key: keys, ...options }));
        if (specs.length > 0) await db.collection(name).createIndexes(specs, unhurried);
      }
    },
    async close() {
      endWatch();
      await connection.close();
    },
  };
};

/** Another process may be starting too: what it made in between is there. */
const createCollection = async (db: mongo.Db, name: string): Promise<void> => {
  try {
    await db.createCollection(name);
  } catch (error) {
    const isThere = typeof error === "object" && error !== null && "code" in error && error.code === 48;
    if (!isThere) throw error;
  }
};

const readers = new WeakMap<object, Gather<string, unknown>>();

const readAll = async <T extends Stored>(
  collection: Collection<T>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, T>> => {
  const [only] = ids;
  // one more than there can be: the answer is whole, and no cursor stays open for it
  const found =
    ids.length === 1
      ? [await collection.findOne<T>({ _id: only } as Filter<T>)]
      : await collection.find<T>({ _id: { $in: ids } } as Filter<T>, { batchSize: ids.length + 1 }).toArray();
  return new Map(found.flatMap((document) => (document === null ? [] : [[document._id, document]])));
};

/**
 * The document with this id, or null, as it stands at the call or later. Those asked for in the same moment are read
 * together. Shared with whoever asks for it then: not to be changed.
 */
export const byId = async <T extends Stored>(collection: Collection<T>, id: string): Promise<T | null> => {
  let reader = readers.get(collection) as Gather<string, T> | undefined;
  if (reader === undefined) {
    reader = new Gather<string, T>((ids) => readAll(collection, ids));
    readers.set(collection, reader as Gather<string, unknown>);
  }
  return (await reader.ask(id)) ?? null;
};

/**
 * Inserts a document, or gives back the one that stands under its id: then an earlier run of the same keyed call made it.
 * @throws a duplicate key of another unique index
 */
export const insertOnce = async <T extends Stored>(collection: Collection<T>, document: T): Promise<T> => {
  try {
    await collection.insertOne(document as mongo.OptionalUnlessRequiredId<T>);
    return document;
  } catch (error) {
    const standing = isDuplicateKey(error) ? await byId(collection, document._id) : null;
    if (standing === null) throw error;
    return standing;
  }
};

/** The documents that match, newest first. */
export const readMany = <T extends Stored>(
  collection: Collection<T>,
  filter: Filter<T>,
  limit = 0,
): Promise<T[]> => collection.find<T>(filter).sort({ _id: -1 }).limit(limit).toArray();

/**
 * Puts a versioned document in place of one with a lower `seq`, or of none.
 * @throws a duplicate key of `_id` when one of this `seq` or a later one stands
 */
export const replaceOlder = async <T extends Stored & { readonly seq: number }>(
  collection: Collection<T>,
  document: T,
): Promise<void> => {
  const older = { _id: document._id, seq: { $lt: document.seq } } as unknown as Filter<T>;
  await collection.replaceOne(older, document, { upsert: true });
};

/** True when a bulk write was refused documents that stood already, and nothing else went wrong with it. */
export const wasThereAlready = (error: unknown): boolean => {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return false;
  const refusals = [error.writeErrors].flat();
  return (
    refusals.length > 0 &&
    refusals.every(({ code }) => code === 11_000) &&
    error.result.getWriteConcernError() === undefined
  );
};
