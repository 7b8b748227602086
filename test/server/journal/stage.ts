import type { CommitMode } from "../../../server/src/core/commits/index.ts";
import { workCollection } from "../../../server/src/core/work-queue/index.ts";
import { neverFail, type Failpoint } from "../../../server/src/core/failpoint.ts";
import { createLog } from "../../../server/src/core/log.ts";
import { openSeals } from "../../../server/src/core/seals.ts";
import { createVault } from "../../../server/src/core/secrets.ts";
import {
  defineCollection,
  openStore,
  type CollectionDefinition,
  type Store,
} from "../../../server/src/core/store.ts";
import {
  claimsCollection,
  eventsCollection,
  Journal,
  journalCollection,
  systemActor,
  type EventRecord,
  type Projection,
} from "../../../server/src/journal/index.ts";
import { TestClock } from "../../support/clock.ts";
import { keepExpired } from "../../support/expiry.ts";
import { commitsUnderTest, freshDatabase } from "../../support/store.ts";

/** A journal on a real store, of streams that mean nothing. */

interface Thing {
  readonly _id: string;
  readonly seq: number;
}

export const things: Projection<Thing> = {
  collection: defineCollection<Thing>("things"),
  prefix: "thing_",
  evolve: (state, _fact, entry) => state ?? { _id: entry.stream, seq: 0 },
};

export interface JournalStage {
  readonly clock: TestClock;
  readonly store: Store;
  /** The journal of one process, which dies at a failpoint where one is named. */
  journal(diesAt?: Failpoint): Journal;
  close(): Promise<void>;
}

export const openJournalStage = async (commits?: CommitMode): Promise<JournalStage> => {
  const clock = new TestClock();
  const log = createLog("silent");
  const store = await openStore(await freshDatabase(), log, { commits: commits ?? commitsUnderTest });
  const collections = [
    journalCollection,
    eventsCollection,
    claimsCollection,
    workCollection,
    things.collection,
  ];
  await store.prepare(collections as unknown as CollectionDefinition<never>[]);
  await keepExpired(store);
  const vault = createVault("a key of at least thirty-two characters");
  return {
    clock,
    store,
    journal(diesAt) {
      const reach = (name: Failpoint): void => {
        if (name === diesAt) throw new Error(`killed ${name}`);
      };
      const seals = openSeals({ find: async () => new Map(), require: async () => null });
      const shared = { store, clock, log, vault, seals, projections: [things] };
      return new Journal({ ...shared, reach: diesAt === undefined ? neverFail : reach });
    },
    async close() {
      await store.connection.dropDatabase();
      await store.close();
    },
  };
};

/** An event that is told to listeners. */
export const eventOf = (id: string): EventRecord => ({
  id,
  name: "happened",
  is_public: true,
  body: JSON.stringify({ id }),
  contact: null,
  refs: {
    card_id: null,
    customer_id: null,
    template_id: null,
    location_id: null,
    voucher_id: null,
    voucher_template_id: null,
  },
});

/** A command on a thing, with what it claims and tells. */
export const happen = (
  journal: Journal,
  stream: string,
  { claims = [], events = [] }: { claims?: string[]; events?: EventRecord[] } = {},
) =>
  journal.run({
    projection: things,
    stream,
    business_id: "b_1",
    kind: "happened",
    actor: systemActor,
    decide: async () => ({ facts: [{ type: "happened" }], events, claims, answer: stream }),
  });
