import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { serve, type Served } from "../../server/src/embedded-mongo/serve.ts";

export const {
  MongoClient,
  GridFSBucket,
  Long,
  Double,
  Int32,
  Decimal128,
  ObjectId,
  Binary,
  Timestamp,
  MinKey,
  MaxKey,
} = mongoose.mongo;
export type Client = InstanceType<typeof MongoClient>;
export type GridFSBucket = InstanceType<typeof GridFSBucket>;
export type Db = ReturnType<Client["db"]>;
export type Collection = ReturnType<Db["collection"]>;
export type Doc = Record<string, unknown>;

/** A document with an `_id` of any type that is allowed. */
export interface Stored extends Doc {
  _id:
    | string
    | number
    | boolean
    | Date
    | null
    | mongoose.mongo.ObjectId
    | mongoose.mongo.Long
    | mongoose.mongo.Double
    | number[];
}

export const collectionOf = (db: Db, name = "things") => db.collection<Stored>(name);

export interface TestStore {
  folder: string;
  served: Served;
  client: Client;
  db: Db;
  /** What `$currentDate`, TTL and retries go by. */
  clock: { now: Date };
  /** Stops and starts again on the same folder. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
}

/** `testCommands`: `configureFailPoint` is understood. */
export interface StoreOptions {
  testCommands?: boolean;
}

export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "embedded-mongo-test-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A store on a temporary folder, in this process, with a driver connected to it. */
export async function openStore(store = {} as TestStore, options: StoreOptions = {}): Promise<TestStore> {
  const { folder, remove } = temporaryFolder();
  const clock = { now: new Date("2026-01-01T00:00:00Z") };
  const start = async (): Promise<Pick<TestStore, "served" | "client" | "db">> => {
    const served = await serve({ folder, now: () => clock.now, ...options });
    const client = await new MongoClient(served.uri).connect();
    return { served, client, db: client.db("test") };
  };
  const stop = async (): Promise<void> => {
    await store.client.close();
    await store.served.stop();
  };
  return Object.assign(store, {
    folder,
    clock,
    ...(await start()),
    restart: async () => {
      await stop();
      Object.assign(store, await start());
    },
    close: async () => {
      await stop();
      remove();
    },
  });
}

/** Opens one store for a file's tests and empties it between them. */
export function useStore(options: StoreOptions = {}): TestStore {
  const holder = {} as TestStore;
  before(async () => void (await openStore(holder, options)));
  afterEach(async () => void (await holder.db.dropDatabase()));
  after(() => holder.close());
  return holder;
}

/** Calls the store as a driver does not: with a command of our own. */
export const command = (store: TestStore, fields: Doc): Promise<Doc> =>
  store.db.command(fields, { promoteValues: true });

/** The server error that a call is refused with; fails when it is not. */
export async function refusal(call: Promise<unknown>): Promise<Doc> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error as Doc,
  );
  assert.ok(outcome, "the call was not refused");
  return outcome;
}
