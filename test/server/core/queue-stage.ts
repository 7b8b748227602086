import { createLog } from "../../../server/src/core/log.ts";
import { openStore, type Store } from "../../../server/src/core/store.ts";
import {
  workCollection,
  workId,
  WorkQueue,
  type WorkItem,
} from "../../../server/src/core/work-queue/index.ts";
import { TestClock } from "../../support/clock.ts";
import { keepExpired } from "../../support/expiry.ts";
import { changesOf, freshDatabase } from "../../support/store.ts";

/** The item that most tests are about. */
export const id = workId("errand", "one");

/** A work queue on a database of its own, whose commands can be listened to. */
export interface QueueStage {
  readonly store: Store;
  readonly clock: TestClock;
  readonly queue: WorkQueue;
  add(key?: string, businessId?: string): Promise<void>;
  later(ms: number): Date;
  items(): Promise<WorkItem[]>;
  close(): Promise<void>;
}

export const openQueueStage = async (): Promise<QueueStage> => {
  const uri = await freshDatabase();
  const monitored = `${uri}${uri.includes("?") ? "&" : "?"}monitorCommands=true`;
  const store = await openStore(monitored, createLog("silent"), { changesOf: await changesOf(uri) });
  await store.prepare([workCollection]);
  await keepExpired(store);
  const clock = new TestClock();
  const queue = new WorkQueue({ store, clock });
  return {
    store,
    clock,
    queue,
    add: (key = "one", business_id = "b_1") => queue.add("errand", [{ key, business_id }]),
    later: (ms) => new Date(clock.now().getTime() + ms),
    items: () => store.collection(workCollection).find().toArray(),
    async close() {
      await store.connection.dropDatabase();
      await store.close();
    },
  };
};
