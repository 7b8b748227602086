import { isDuplicateKey } from "../core/store.ts";
import type { EntryListener, EventDocument } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { isMeantFor, newDelivery } from "./match.ts";
import { deliveriesCollection, hooksCollection, type Delivery, type Hook } from "./model.ts";
import { markDue } from "./queue.ts";

/*
 * Fan-out: an entry's public events become one delivery for each hook that is subscribed to them. Deliveries first,
 * their ids made of event and hook, so that doing it twice adds nothing; then the hooks' queues fall due, unless this
 * process has the hook in hand and its queue is due already. Crash before or between: the entry is still pending, and
 * the relay's sweep does it again. Only when both are durable does the relay mark the entry done.
 */

/** What one entry brings one hook. */
export interface Share {
  readonly hook: Hook;
  readonly deliveries: readonly { readonly delivery: Delivery; readonly event: EventDocument }[];
}

/** The dispatcher of the same process, which starts on new deliveries at once. */
export interface LocalDispatch {
  /** Before they are written: lanes leave them to `offer`. */
  announce(shares: readonly Share[]): void;
  /** They stand, except those in `known`, which stood before. @returns hooks whose queues must be marked due. */
  offer(shares: readonly Share[], known: ReadonlySet<string>): readonly Hook[];
  /** They could not be written. */
  withdraw(shares: readonly Share[]): void;
}

const nobody: LocalDispatch = {
  announce: () => undefined,
  offer: (shares) => shares.map(({ hook }) => hook),
  withdraw: () => undefined,
};

interface BulkFailure {
  readonly writeErrors?: readonly { readonly index: number; readonly code: number }[];
}

/** @returns the ids of those that stood already. */
const addAll = async (platform: Platform, deliveries: readonly Delivery[]): Promise<ReadonlySet<string>> => {
  try {
    await platform.store.collection(deliveriesCollection).insertMany([...deliveries], { ordered: false });
    return new Set();
  } catch (error) {
    const { writeErrors = [] } = error as BulkFailure;
    if (!isDuplicateKey(error) || writeErrors.some(({ code }) => code !== 11_000)) throw error;
    return new Set(writeErrors.map(({ index }) => deliveries[index]?._id ?? ""));
  }
};

const activeHooks = (platform: Platform, businessId: string): Promise<Hook[]> =>
  platform.store
    .collection(hooksCollection)
    .find({ business_id: businessId, status: "active" })
    .sort({ _id: -1 })
    .toArray();

const share = (hook: Hook, events: readonly EventDocument[], now: Date): Share => ({
  hook,
  deliveries: events
    .filter((event) => isMeantFor(hook, event))
    .map((event) => ({ event, delivery: newDelivery(event, hook, now) })),
});

/** The relay's listener that makes deliveries. */
export const createFanOut =
  (platform: Platform, local: LocalDispatch = nobody): EntryListener =>
  async (entry, events) => {
    const hooks = await activeHooks(platform, entry.business_id);
    const now = platform.clock.now();
    const shares = hooks.map((hook) => share(hook, events, now)).filter((one) => one.deliveries.length > 0);
    if (shares.length === 0) return;
    const deliveries = shares.flatMap((one) => one.deliveries.map(({ delivery }) => delivery));
    local.announce(shares);
    try {
      await markDue(platform, local.offer(shares, await addAll(platform, deliveries)));
    } catch (error) {
      local.withdraw(shares);
      throw error;
    }
  };
