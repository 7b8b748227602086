import mongoose, { type Connection, type Model, type Schema } from "mongoose";
import type { Log } from "./log.ts";

/** A collection as an area declares it in its model.ts; bound to a connection by `store.collection`. */
export interface CollectionDefinition<T> {
  readonly name: string;
  readonly schema: Schema;
  /** Carries the document type only. */
  readonly document?: T;
}

export interface Store {
  readonly connection: Connection;
  /** The mongoose model of a collection on this store's connection. */
  collection<T>(definition: CollectionDefinition<T>): Model<T>;
  /** Creates the indexes of these collections and waits until they stand. */
  prepare(definitions: readonly CollectionDefinition<never>[]): Promise<void>;
  close(): Promise<void>;
}

const schemaOptions = {
  versionKey: false,
  strict: "throw",
  minimize: false,
  autoIndex: false,
  autoCreate: false,
} as const;

/** Declares a collection. Schemas are strict: an unknown member is a fault of ours and throws. */
export const defineCollection = <T>(
  name: string,
  fields: Record<string, unknown>,
  indexes: readonly IndexDeclaration[] = [],
): CollectionDefinition<T> => {
  const schema = new mongoose.Schema(fields as never, { ...schemaOptions, collection: name });
  for (const { keys, options } of indexes) schema.index(keys, options ?? {});
  return { name, schema };
};

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

/** A free-form member whose shape the area's types describe. */
export const mixed = mongoose.Schema.Types.Mixed;

/**
 * Connects to a MongoDB-speaking server.
 * @throws when no server answers within five seconds.
 */
export const openStore = async (uri: string, log: Log): Promise<Store> => {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: 5_000,
    maxPoolSize: 32,
    // A journal entry is acknowledged to the caller, so it must be durable on a majority first.
    writeConcern: { w: "majority" },
    readConcern: { level: "majority" },
    ignoreUndefined: true,
  });
  connection.on("error", (error: unknown) => log.error({ err: error }, "store connection"));
  await connection.asPromise();
  const collection = <T>(definition: CollectionDefinition<T>): Model<T> =>
    (connection.models[definition.name] ?? connection.model(definition.name, definition.schema)) as Model<T>;
  return {
    connection,
    collection,
    async prepare(definitions) {
      for (const definition of definitions) {
        const model = collection(definition);
        await model.createCollection();
        await model.createIndexes();
      }
    },
    close: () => connection.close(),
  };
};

/** True when the driver found no server to talk to: a fault of the moment, not of the request. */
export const isStoreAway = (error: unknown): boolean =>
  error instanceof Error &&
  /^Mongo(ose)?(ServerSelection|Network|NetworkTimeout|PoolCleared|NotConnected|TopologyClosed)Error$/.test(
    error.name,
  );

/**
 * Reads one document as the driver gives it. What every call reads (key, staff, business, card) goes this way: mongoose's
 * query building costs more than the read itself, and the filters here are ours, not a caller's.
 */
export const readOne = <T>(model: Model<T>, filter: Record<string, unknown>): Promise<T | null> =>
  model.collection.findOne(filter as never) as Promise<T | null>;

/** The same for several, newest first. */
export const readMany = <T>(model: Model<T>, filter: Record<string, unknown>): Promise<T[]> =>
  model.collection
    .find(filter as never)
    .sort({ _id: -1 })
    .toArray() as unknown as Promise<T[]>;

/** Writes one document as it stands; the counterpart of `readOne`. */
export const insertOne = async <T>(model: Model<T>, document: T): Promise<void> => {
  await model.collection.insertOne(document as never);
};

interface DuplicateKey {
  readonly code: 11000;
  readonly keyPattern?: Record<string, number>;
}

/** True for a unique index's refusal; `field` narrows it to indexes that hold this field. */
export const isDuplicateKey = (error: unknown, field?: string): error is DuplicateKey => {
  if (typeof error !== "object" || error === null || !("code" in error) || error.code !== 11000) return false;
  if (field === undefined) return true;
  const pattern = "keyPattern" in error ? (error.keyPattern as Record<string, unknown>) : {};
  return Object.hasOwn(pattern ?? {}, field);
};
