import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createApp,
  createPlatform,
  type App,
  type AppOptions,
  type PlatformParts,
} from "../../server/src/app.ts";
import { readConfig } from "../../server/src/config.ts";
import { systemClock, type Clock } from "../../server/src/core/clock.ts";
import { createLog } from "../../server/src/core/log.ts";
import { openStore, type Store } from "../../server/src/core/store.ts";
import { createBusiness } from "../../server/src/businesses/index.ts";
import type { Business, Platform } from "../../server/src/journal/index.ts";
import { createApiKey, createStaff } from "../../server/src/staff/index.ts";
import type { Role } from "../../server/src/catalog/index.ts";
import { freshDatabase } from "./store.ts";

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // Tests assert on what comes back; giving it a type here would be a claim, not a check.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
  readonly text: string;
}

export interface Client {
  readonly key: string;
  get(path: string, headers?: Record<string, string>): Promise<Answered>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answered>;
  delete(path: string, headers?: Record<string, string>): Promise<Answered>;
}

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

export interface TestAppOptions extends Pick<PlatformParts, "identify"> {
  clock?: Clock;
  env?: Record<string, string>;
  /** The database of another test app, to be its second process. */
  databaseUri?: string;
  app?: AppOptions;
}

export const testPassword = "correct horse battery";

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const call = async (url: string, init: RequestInit): Promise<Answered> => {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== "" ? JSON.parse(text) : undefined,
  };
};

/** A client of the API at `url` (without /v1) that authenticates with `key`. */
export const apiClient = (url: string, key: string): Client => {
  const send = (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> =>
    call(`${url}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    key,
    get: (path, headers) => send("GET", path, undefined, headers),
    post: (path, body, headers) => send("POST", path, body, headers),
    patch: (path, body, headers) => send("PATCH", path, body, headers),
    delete: (path, headers) => send("DELETE", path, undefined, headers),
  };
};

const found = async (
  platform: Platform,
  url: string,
  input: Parameters<TestApp["tenant"]>[0] = {},
): Promise<Tenant> => {
  const business = await createBusiness(platform, { name: "Test Coffee", ...input });
  const newMember = async (role: Role, options: { location_id?: string } = {}) => {
    const login = platform.newId("st");
    const staff = await createStaff(platform, business.id, {
      name: `${role} of ${business.name}`,
      login,
      password: testPassword,
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
  const log = createLog(config.LOG_LEVEL);
  const databaseUri = options.databaseUri ?? (await freshDatabase());
  const store: Store = await openStore(databaseUri, log);
  const server = createServer();
  const url = await listen(server);
  const clock = options.clock ?? systemClock;
  const platform = await createPlatform({
    config,
    clock,
    log,
    store,
    publicUrl: url,
    ...(options.identify && { identify: options.identify }),
  });
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
