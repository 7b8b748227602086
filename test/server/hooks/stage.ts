import { events, eventSample, type EventName } from "../../../server/src/catalog/index.ts";
import { readConfig } from "../../../server/src/process/config.ts";
import { neverFail } from "../../../server/src/core/failpoint.ts";
import { createIds } from "../../../server/src/core/ids.ts";
import { createLog } from "../../../server/src/core/log.ts";
import { openOutbound, type Outbound } from "../../../server/src/core/safe-fetch.ts";
import { newPersonKey, openSeals } from "../../../server/src/core/seals.ts";
import { createVault, freshBytes } from "../../../server/src/core/secrets.ts";
import { workCollection, WorkQueue } from "../../../server/src/core/work-queue/index.ts";
import {
  defineCollection,
  openStore,
  type CollectionDefinition,
  type StoreOptions,
} from "../../../server/src/core/store.ts";
import { customerKeys, customers, snapshotOf } from "../../../server/src/customers/index.ts";
import { hookCollections, type DispatcherOptions } from "../../../server/src/hooks/index.ts";
import { createHook, type NewHook } from "../../../server/src/hooks/create.ts";
import type { HookParts } from "../../../server/src/hooks/parts.ts";
import {
  claimsCollection,
  eventsCollection,
  Journal,
  journalCollection,
  type Contact,
  type CustomerSnapshot,
  type EventRefs,
  type Projection,
} from "../../../server/src/journal/index.ts";
import type { Caller, Platform } from "../../../server/src/platform/index.ts";
import { commitsUnderTest, freshDatabase } from "../../support/store.ts";
import { hookWorker, type HookWorker } from "./worker.ts";

export type { HookWorker } from "./worker.ts";

/** A place for the hook engine to act on: a real store and journal, a clock that tests set, events on demand. */

interface Thing {
  readonly _id: string;
  readonly seq: number;
}

const things: Projection<Thing> = {
  collection: defineCollection<Thing>("things"),
  prefix: "thing_",
  evolve: (state, _fact, entry) => state ?? { _id: entry.stream, seq: 0 },
};

export const seconds = (count: number): number => count * 1_000;
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;

/** A clock that stands still until it is moved; or, `real`, one that runs and can be moved forward. */
export class StageClock {
  #at: number;
  readonly #startedAt = performance.now();
  readonly #real: boolean;

  constructor(kind: "still" | "real") {
    this.#real = kind === "real";
    this.#at = kind === "real" ? Date.now() : Math.floor(Date.now() / minutes(1)) * minutes(1);
  }

  now(): Date {
    const ran = this.#real ? performance.now() - this.#startedAt : 0;
    return new Date(Math.floor(this.#at + ran));
  }

  advance(ms: number): void {
    this.#at += ms;
  }
}

const callerOf = (businessId: string): Caller => ({
  business: {
    id: businessId,
    name: "Corner Cafe",
    country: "UA",
    time_zone: "Europe/Kyiv",
    language: "en",
    currency: "UAH",
    created_at: new Date(0),
  },
  actor: { kind: "staff", staff_id: "st_1", via: "key" },
  location_id: null,
  source: "api",
  staff: {
    id: "st_1",
    name: "Ann",
    login: "ann",
    role: "owner",
    location_id: null,
    status: "active",
    created_at: new Date(0),
  },
  key: { id: "key_1", masked: "…" },
});

export interface HappenOptions {
  business?: string;
  refs?: Partial<EventRefs>;
  contact?: Contact | null;
  count?: number;
}

export interface Stage {
  readonly platform: Platform;
  readonly clock: StageClock;
  readonly outbound: Outbound;
  readonly parts: HookParts;
  readonly caller: Caller;
  readonly stranger: Caller;
  /** Another worker on the same store. */
  dispatcher(options?: Partial<DispatcherOptions>): HookWorker;
  subscribe(input: Partial<NewHook> & { target_url: string }): ReturnType<typeof createHook>;
  /** Commits events; returns their ids. The journal tells whoever listens. */
  happen(name: EventName, options?: HappenOptions): Promise<string[]>;
  close(): Promise<void>;
}

const noRefs: EventRefs = {
  card_id: null,
  customer_id: null,
  template_id: null,
  location_id: null,
  voucher_id: null,
  voucher_template_id: null,
};

/** A customer of whom events are told. */
const personOn = async (
  platform: Platform,
  businessId: string,
  contact: Contact,
): Promise<CustomerSnapshot> => {
  const now = platform.clock.now();
  const person = {
    ...{ _id: platform.newId("c"), business_id: businessId, key: newPersonKey() },
    ...{ ...contact, birthday_md: null, language: null, external_id: null, consents: {} },
    ...{ created_at: now, updated_at: now },
  };
  await platform.store.collection(customers).insertOne(person);
  return snapshotOf(platform, callerOf(businessId).business, person);
};

const happenOn = (platform: Platform): Stage["happen"] => {
  return async (name, { business = "b_1", refs = {}, contact: given = null, count = 1 } = {}) => {
    const definition = events.find((event) => event.name === name);
    if (definition === undefined) throw new Error(name);
    const person = given && (await personOn(platform, business, given));
    const contact = person && person.contact;
    const about = person === null ? {} : { customer_id: person.id };
    const records = Array.from({ length: count }, () => {
      const id = platform.newId("evt");
      const body = JSON.stringify({ ...eventSample(definition as never), id, business_id: business });
      return { id, name, is_public: true, body, contact, refs: { ...noRefs, ...about, ...refs } };
    });
    await platform.journal.run({
      projection: things,
      stream: platform.newId("c").replace("c_", "thing_"),
      business_id: business,
      kind: "happened",
      actor: { kind: "system", staff_id: null, via: "clock" },
      at: platform.clock.now(),
      decide: () => Promise.resolve({ facts: [{ type: "happened" }], events: records, answer: null }),
    });
    return records.map(({ id }) => id);
  };
};

/** Sets the stage; `listen` is told of each command to its store. The caller closes it. */
export const openStage = async (
  kind: "still" | "real" = "still",
  listen?: StoreOptions["listen"],
): Promise<Stage> => {
  const clock = new StageClock(kind);
  const log = createLog(process.env["LOG_LEVEL"] ?? "silent");
  const store = await openStore(await freshDatabase(), log, { commits: commitsUnderTest, listen });
  const collections = [
    journalCollection,
    eventsCollection,
    claimsCollection,
    workCollection,
    customers,
    things.collection,
  ];
  await store.prepare([...(collections as unknown as CollectionDefinition<never>[]), ...hookCollections]);
  const vault = createVault("a key of at least thirty-two characters");
  const seals = openSeals(customerKeys(store));
  const parts = { store, clock, log, vault, seals, projections: [things], reach: neverFail };
  const platform: Platform = {
    config: readConfig({}),
    clock,
    newId: createIds(clock),
    newBytes: freshBytes,
    keyedCall: null,
    reach: neverFail,
    log,
    store,
    vault,
    seals,
    work: new WorkQueue({ store, clock }),
    journal: new Journal(parts),
    publicUrl: "http://localhost:7070",
    sessionSecret: "x".repeat(32),
  };
  const outbound = openOutbound({ allowedHosts: ["127.0.0.1"], allowedCidrs: [], allowedPorts: [] });
  const hookParts: HookParts = {
    platform,
    outbound,
    checkReference: () => Promise.resolve(),
    isActiveMaker: async () => true,
  };
  const caller = callerOf("b_1");
  const dispatchers: HookWorker[] = [];
  return {
    platform,
    clock,
    outbound,
    parts: hookParts,
    caller,
    stranger: callerOf("b_2"),
    dispatcher(options = {}) {
      const made = hookWorker(platform, { outbound, random: () => 0.5, ...options });
      dispatchers.push(made);
      return made;
    },
    subscribe: (input) => createHook(hookParts, caller, { events: ["*"], customer_fields: "ids", ...input }),
    happen: happenOn(platform),
    async close() {
      await Promise.all(dispatchers.map((each) => each.stop()));
      await outbound.close();
      await store.connection.dropDatabase();
      await store.close();
    },
  };
};
