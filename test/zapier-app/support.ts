import assert from "node:assert/strict";
import nock from "nock";
import zapier, { type Bundle, type ZObject } from "zapier-platform-core";
import app from "../../zapier-app/src/index.ts";
import { catalog } from "../../zapier-app/src/catalog.ts";

// nock takes over HTTP when it is loaded; outside of the tests that stand in for a server it must not.
nock.restore();

export { app, catalog };

type Perform = (z: ZObject, bundle: Bundle) => unknown;

interface Operation {
  readonly perform: Perform;
  readonly performList?: Perform;
  readonly performSubscribe?: Perform;
  readonly performUnsubscribe?: Perform;
  readonly inputFields: readonly unknown[];
}

/** The operation of a trigger, action or search, by its key. */
export const operationOf = (kind: "triggers" | "creates" | "searches", key: string): Operation => {
  const items: Readonly<Record<string, { operation: unknown }>> = app[kind];
  const found = items[key];
  if (!found) throw new Error(`the app has no ${key} among its ${kind}`);
  return found.operation as Operation;
};

export type Input = Record<string, unknown>;

/** What Zapier hands to a function of the app; what is not given is as on a fresh run. */
export interface Run {
  readonly input?: Input;
  readonly auth?: Record<string, string>;
  readonly page?: number;
  /** As Zapier's documents call an app in a test: with what it needs alone. */
  readonly withoutMeta?: boolean;
  /** The Zap that runs, where the platform says it. */
  readonly zap?: string;
  readonly targetUrl?: string;
  readonly subscribeData?: { id: string; zone?: string };
  readonly delivered?: unknown;
}

/** Where the API of the unit tests stands; nobody is there, nock answers. */
export const host = "https://loyalty.example.com";
export const fakeAuth = { base_url: host, api_key: "7loc_sc_test" };

const test = zapier.createAppTester(app);

/** Runs a function of the app as Zapier does, with all middleware and the platform's own checks. */
export const run = async (perform: Perform | undefined, options: Run = {}): Promise<unknown> => {
  if (perform === undefined) throw new Error("the app has no such function");
  return test(perform, {
    authData: options.auth ?? fakeAuth,
    inputData: options.input ?? {},
    ...(!options.withoutMeta && {
      meta: { page: options.page ?? 0, ...(options.zap && { zap: { id: options.zap } }) },
    }),
    ...(options.targetUrl !== undefined && { targetUrl: options.targetUrl }),
    ...(options.subscribeData && { subscribeData: options.subscribeData }),
    ...(options.delivered !== undefined && { cleanedRequest: options.delivered }),
  } as Bundle);
};

export interface Refusal {
  /** Zapier's class of error. */
  readonly name: string;
  /** The sentence the owner of the Zap reads. */
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
  /** Seconds until Zapier tries again. */
  readonly delay?: number;
}

/** The error a run ends with, as Zapier reads it. */
export const refusal = async (running: Promise<unknown>): Promise<Refusal> => {
  try {
    await running;
  } catch (error) {
    const { name, message } = error as Error;
    if (message.startsWith("{")) return { name, ...(JSON.parse(message) as Omit<Refusal, "name">) };
    return { name, message: message.split("\nWhat happened:")[0] ?? "" };
  }
  return assert.fail("this run was expected to fail");
};

/** Within these tests nock answers for every host; a request nobody expects fails. */
export const withFakeServer = (): void => {
  before(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    const left = nock.pendingMocks();
    nock.cleanAll();
    if (left.length > 0) throw new Error(`never asked for: ${left.join(", ")}`);
  });
  after(() => {
    nock.enableNetConnect();
    nock.restore();
  });
};

/** The keys of a record, nested ones too; what can be mapped in a Zap. */
export const keysOf = (value: unknown, prefix = ""): string[] => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${prefix}${key}`,
    ...keysOf(inner, `${prefix}${key}__`),
  ]);
};
