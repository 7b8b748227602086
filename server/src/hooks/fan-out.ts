import { inserting, type Write } from "../core/commits/index.ts";
import { Gather } from "../core/gather.ts";
import { Standing } from "../core/standing.ts";
import type { Store } from "../core/store.ts";
import type { EntryListener, EventDocument, Following } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { isMeantFor, newDelivery } from "./match.ts";
import { deliveriesCollection, hooksCollection, type Delivery, type Hook } from "./model.ts";
import { dueMarks, markDue } from "./queue.ts";

/*
 * Fan-out: an entry's public events become one delivery for each hook that is subscribed to them. The hooks that stand
 * when the command begins are meant, so a hook that was made before gets the event; the deliveries, their ids made of
 * event and hook, so that doing it twice adds nothing, and behind them the marks that the hooks' queues fall due, are
 * written with the entry. A queue is not marked while this process has the hook in hand and its queue is due already.
 * Crash before or between: the entry is still pending, or nothing of it stands; the relay's sweep does it again. An entry
 * is done only when both are durable.
 */

/** What one entry brings one hook. */
export interface Share {
  readonly hook: Hook;
  readonly deliveries: readonly { readonly delivery: Delivery; readonly event: EventDocument }[];
}

/** The dispatcher of the same process, which starts on new deliveries at once. */
export interface LocalDispatch {
  /** Before they are written: lanes leave them to `offer`. @returns those whose hooks' queues must be marked due */
  announce(shares: readonly Share[]): readonly Share[];
  /** They stand, except those in `known`, which stood before. @returns hooks whose queues must be marked after all */
  offer(shares: readonly Share[], known: ReadonlySet<string>): readonly Hook[];
  /** They could not be written. */
  withdraw(shares: readonly Share[]): void;
}

const nobody: LocalDispatch = {
  announce: (shares) => shares,
  offer: () => [],
  withdraw: () => undefined,
};

const standsOnce = { step: "document", onDuplicate: "pass" } as const;

type HooksOf = Gather<string, readonly Hook[]>;

const readers = new WeakMap<Store, HooksOf>();

/** The active hooks of businesses, newest first; those asked for in the same moment are read together. */
const activeHooks = (store: Store): HooksOf => {
  const known = readers.get(store);
  if (known !== undefined) return known;
  const reader: HooksOf = new Gather(async (businessIds) => {
    const found = await store
      .collection(hooksCollection)
      .find({
        business_id: businessIds.length === 1 ? (businessIds[0] ?? "") : { $in: [...businessIds] },
        status: "active",
      })
      .sort({ _id: -1 })
      .toArray();
    return new Map(businessIds.map((id) => [id, found.filter((hook) => hook.business_id === id)]));
  });
  readers.set(store, reader);
  return reader;
};

const standing = new Standing<readonly Hook[]>(hooksCollection, 1_000);

const share = (hook: Hook, events: readonly EventDocument[], now: Date): Share => ({
  hook,
  deliveries: events
    .filter((event) => isMeantFor(hook, event, now))
    .map((event) => ({ event, delivery: newDelivery(event, hook, now) })),
});

/** The relay's listener that makes deliveries. */
export const createFanOut =
  (platform: Platform, local: LocalDispatch = nobody): EntryListener =>
  async (businessId) => {
    const { store } = platform;
    const read = async () => (await activeHooks(store).ask(businessId)) ?? [];
    const hooks = await standing.get(store, businessId, read);
    return (_entry, events) => planOf(platform, local, hooks, events);
  };

const planOf = (
  platform: Platform,
  local: LocalDispatch,
  hooks: readonly Hook[],
  events: readonly EventDocument[],
): Following => {
  const now = platform.clock.now();
  const shares = hooks.map((hook) => share(hook, events, now)).filter((one) => one.deliveries.length > 0);
  if (shares.length === 0) return { writes: [] };
  const due = local.announce(shares).map(({ hook }) => hook);
  const deliveries = shares.flatMap((one) => one.deliveries.map(({ delivery }) => delivery));
  const writes = deliveries.map((delivery) => inserting(deliveriesCollection, delivery, standsOnce));
  return {
    writes: [...writes, ...dueMarks(platform, due)],
    async written(known) {
      if (due.length > 0) platform.work.tell();
      const before = deliveries.filter((_delivery, at) => known.has(writes[at] as Write));
      await markDue(platform, local.offer(shares, new Set(before.map(({ _id }) => _id))));
    },
    withdrawn: () => local.withdraw(shares),
  };
};
