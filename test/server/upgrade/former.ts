import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { EJSON } from "bson";
import type * as application from "../../../server/src/app.ts";
import type * as log from "../../../server/src/core/log.ts";
import type * as store from "../../../server/src/core/store.ts";
import type * as embedded from "../../../server/src/embedded-mongo/index.ts";
import type * as config from "../../../server/src/process/config.ts";
import { apiClient, type Client } from "../../support/client.ts";
import type { TestClock } from "../../support/clock.ts";

/** The application of a former version, started from its own sources on its own store. */
export interface Former {
  readonly url: string;
  /** A new business, over HTTP, and its owner's key. */
  open(name: string): Promise<Client>;
  /** The store itself. */
  readonly database: Database;
  /** Ends the application; the store stays. */
  stop(): Promise<void>;
  /** Ends the store too. */
  close(): Promise<void>;
}

export type Database = NonNullable<store.Store["connection"]["db"]>;

/** The parts of 0.1.0 that are needed to start it; they were used as today's are. */
interface Parts {
  readonly app: typeof application;
  readonly config: typeof config;
  readonly log: typeof log;
  readonly store: typeof store;
  readonly embedded: typeof embedded;
}

/** Known to the test, which must open what these have sealed. */
export const formerSecrets = {
  SESSION_SECRET: "the session secret of 0.1.0",
  ENCRYPTION_KEY: "the encryption key of 0.1.0",
};

const operatorToken = "operator-of-0.1.0";
const password = "correct horse battery";

const load = async (tree: string): Promise<Parts> => {
  const part = async <T>(path: string): Promise<T> =>
    (await import(pathToFileURL(resolve(tree, "server/src", path)).href)) as T;
  return {
    app: await part("app.ts"),
    config: await part("config.ts"),
    log: await part("core/log.ts"),
    store: await part("core/store.ts"),
    embedded: await part("embedded-mongo/index.ts"),
  };
};

const openBusiness = async (url: string, name: string): Promise<Client> => {
  const login = name.toLowerCase().replaceAll(/\W+/g, "-");
  const founded = await apiClient(url, operatorToken).post("/businesses", {
    ...{ name, login, password, country: "UA", time_zone: "Europe/Kyiv", currency: "EUR" },
  });
  if (founded.status !== 201) throw new Error(founded.text);
  const session = await apiClient(url, "").post("/session", { login, password });
  if (session.status !== 201) throw new Error(session.text);
  const headers = {
    authorization: "",
    cookie: session.headers.get("set-cookie")?.split(";")[0] ?? "",
    "x-csrf-token": session.body.csrf_token as string,
  };
  const made = await apiClient(url, "").post("/api-keys", { staff_id: session.body.staff.id }, headers);
  if (made.status !== 201) throw new Error(made.text);
  return apiClient(url, made.body.key);
};

/** Starts the version in this tree on an empty store. @param clock its time */
export const startFormer = async (tree: string, clock: TestClock): Promise<Former> => {
  const former = await load(tree);
  const folder = await mkdtemp(join(tmpdir(), "7stamp-former-"));
  const mongo = await former.embedded.startEmbeddedMongo({ folder });
  const settings = former.config.readConfig({
    LOG_LEVEL: "silent",
    WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
    OPERATOR_TOKEN: operatorToken,
    CLOCK_SWEEP_SECONDS: "0.2",
    ...formerSecrets,
  });
  const silent = former.log.createLog(settings.LOG_LEVEL);
  const opened = await former.store.openStore(mongo.uri, silent);
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const parts = { config: settings, clock, log: silent, store: opened, publicUrl: url };
  const running = former.app.createApp(await former.app.createPlatform(parts));
  server.on("request", running.koa.callback());
  await running.start();
  const { db } = opened.connection;
  if (db === undefined) throw new Error("the connection has no database");
  return {
    url,
    database: db,
    open: (name) => openBusiness(url, name),
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await running.stop();
    },
    async close() {
      await opened.close();
      await mongo.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Each collection's documents, as canonical EJSON. */
export const documentsOf = async (database: Database): Promise<Record<string, unknown[]>> => {
  const found: Record<string, unknown[]> = {};
  const names = (await database.listCollections().toArray()).map(({ name }) => name).sort();
  for (const name of names) {
    const documents = await database.collection(name).find().sort({ _id: 1 }).toArray();
    found[name] = documents.map((one) => EJSON.serialize(one, { relaxed: false }));
  }
  return found;
};
