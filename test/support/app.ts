import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createApp,
  createPlatform,
  type App,
  type AppOptions,
  type PlatformParts,
} from "../../server/src/app.ts";
import { readConfig } from "../../server/src/process/config.ts";
import { systemClock, type Clock } from "../../server/src/core/clock.ts";
import { createLog } from "../../server/src/core/log.ts";
import { openStore, type Store, type StoreOptions } from "../../server/src/core/store.ts";
import { answerBrokenRequests } from "../../server/src/http/broken-request.ts";
import { createBusiness } from "../../server/src/businesses/index.ts";
import type { Business, Platform } from "../../server/src/platform/index.ts";
import { createApiKey, createHashedStaff, hashPassword } from "../../server/src/staff/index.ts";
import type { Role } from "../../server/src/catalog/index.ts";
import { apiClient, type Client } from "./client.ts";
import { keepExpired } from "./expiry.ts";
import { changesOf, commitsUnderTest, freshDatabase } from "./store.ts";

export interface Tenant {
  readonly business: Business;
  readonly owner: Client;
  readonly ownerLogin: string;
  /** A client with the key of a new staff member of this role. */
  member(role: Role, options?: { location_id?: string }): Promise<Client>;
}

export interface TestApp {
  readonly url: string;
  readonly app: App;
  readonly platform: Platform;
  readonly databaseUri: string;
  /** A new business with an owner and its key. */
  tenant(input?: { name?: string; country?: string; time_zone?: string; currency?: string }): Promise<Tenant>;
  client(key: string): Client;
  stop(): Promise<void>;
}

export interface TestAppOptions extends Pick<PlatformParts, "identify" | "reach"> {
  clock?: Clock;
  env?: Record<string, string>;
  /** The database of another test app, to be its second process. */
  databaseUri?: string;
  app?: AppOptions;
  /** Is told of every command that goes to the store. */
  onCommand?: StoreOptions["listen"];
  /** How commits are written, whatever the store could do. */
  commits?: StoreOptions["commits"];
  /** False: as on a store that does not tell of changes, whatever it is. */
  isToldOfChanges?: false;
  /** How long a command to the store may take. */
  patienceMs?: number;
  /** Takes the log's lines, of every level. */
  logTo?: { write(line: string): void };
}

export const testPassword = "correct horse battery";

/** Made once for all: hashing is dear by intent. */
let passwordHash: Promise<string> | undefined;

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const found = async (
  platform: Platform,
  url: string,
  input: Parameters<TestApp["tenant"]>[0] = {},
): Promise<Tenant> => {
  const business = await createBusiness(platform, { name: "Test Coffee", ...input });
  const newMember = async (role: Role, options: { location_id?: string } = {}) => {
    const login = platform.newId("st");
    const staff = await createHashedStaff(platform, business.id, {
      name: `${role} of ${business.name}`,
      login,
      password_hash: await (passwordHash ??= hashPassword(testPassword)),
      role,
      ...options,
    });
    const { secret } = await createApiKey(platform, business.id, staff._id);
    return { login, client: apiClient(url, secret) };
  };
  const owner = await newMember("owner");
  return {
    business,
    owner: owner.client,
    ownerLogin: owner.login,
    member: async (role, options) => (await newMember(role, options)).client,
  };
};

/** The real application on a real store, on port 0. Receivers on 127.0.0.1 are allowed as webhook targets. */
export const startTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  const config = readConfig({ LOG_LEVEL: "silent", WEBHOOK_ALLOWED_HOSTS: "127.0.0.1", ...options.env });
  const log = options.logTo ? createLog("trace", options.logTo) : createLog(config.LOG_LEVEL);
  const databaseUri = options.databaseUri ?? (await freshDatabase());
  const store: Store = await openStore(databaseUri, log, {
    listen: options.onCommand,
    commits: options.commits ?? commitsUnderTest,
    patienceMs: options.patienceMs,
    ...(options.isToldOfChanges !== false && { changesOf: await changesOf(databaseUri) }),
  });
  const server = createServer();
  answerBrokenRequests(server);
  const url = await listen(server);
  const clock = options.clock ?? systemClock;
  const platform = await createPlatform({
    config,
    clock,
    log,
    store,
    publicUrl: url,
    ...(options.identify && { identify: options.identify }),
    ...(options.reach && { reach: options.reach }),
  });
  if (options.clock !== undefined) await keepExpired(store);
  const app = createApp(platform, options.app ?? {});
  server.on("request", app.koa.callback());
  await app.start();
  return {
    url,
    app,
    platform,
    databaseUri,
    tenant: (input) => found(platform, url, input),
    client: (key) => apiClient(url, key),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.stop();
      if (options.databaseUri === undefined) await store.connection.dropDatabase();
      await store.close();
    },
  };
};

export type { Answered, Client } from "./client.ts";
