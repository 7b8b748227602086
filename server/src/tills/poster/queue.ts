import { isDuplicateKey, type Collection } from "../../core/store.ts";
import type { Platform } from "../../platform/index.ts";
import { never, posterOrders, type PosterOrderDocument } from "./model.ts";

/*
 * Orders to be read. Any number of reasons to read an order (webhooks of every line of it, the sweep) make one document
 * that is due; a worker takes it under a lease, reads the order as it is now, and marks it done unless another reason
 * has come meanwhile. Crash while it is read: the lease ends, and it is read again; what a sale did it does once.
 */

const leaseMs = 60_000;
const keptMs = 60 * 86_400_000;
const firstPauseMs = 5_000;
const longestPauseMs = 3_600_000;
const maxTries = 60;
const free = new Date(0);

const collectionOf = (platform: Platform): Collection<PosterOrderDocument> =>
  platform.store.collection(posterOrders);

/** Notes that an order is to be read. */
export const noteOrder = async (platform: Platform, tillId: string, orderId: string): Promise<void> => {
  const now = platform.clock.now();
  const _id = `${tillId}:${orderId}`;
  const change = {
    $set: { due_at: now, expires_at: new Date(now.getTime() + keptMs), tries: 0 },
    $inc: { bump: 1 },
    $setOnInsert: { till_id: tillId, order_id: orderId, lease_until: free, seen: null, outcome: null },
  };
  try {
    await collectionOf(platform).updateOne({ _id }, change, { upsert: true });
  } catch (error) {
    // Two inserted it at once: the other one's is there now.
    if (!isDuplicateKey(error)) throw error;
    await collectionOf(platform).updateOne({ _id }, change);
  }
};

/** Takes the next order that is due, null when there is none. */
export const takeOrder = (platform: Platform): Promise<PosterOrderDocument | null> => {
  const now = platform.clock.now();
  return collectionOf(platform).findOneAndUpdate(
    { due_at: { $lte: now }, lease_until: { $lte: now } },
    { $set: { lease_until: new Date(now.getTime() + leaseMs) } },
    { sort: { due_at: 1 }, returnDocument: "after" },
  );
};

/** Gives an order back: done, unless another reason to read it came meanwhile. */
export const finishOrder = async (
  platform: Platform,
  { _id, bump }: PosterOrderDocument,
  result: { outcome: string; seen: string | null },
): Promise<void> => {
  const orders = collectionOf(platform);
  const done = { due_at: never, lease_until: free, ...result };
  const { matchedCount } = await orders.updateOne({ _id, bump }, { $set: done });
  if (matchedCount === 0) await orders.updateOne({ _id }, { $set: { lease_until: free } });
};

/** Puts an order off after a fault that may pass; given up after two days. */
export const postponeOrder = async (
  platform: Platform,
  { _id, tries }: PosterOrderDocument,
  { outcome, afterMs }: { outcome: string; afterMs: number | null },
): Promise<void> => {
  const pause = Math.max(afterMs ?? 0, Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 20)));
  const isOver = tries + 1 >= maxTries;
  const due = isOver ? never : new Date(platform.clock.now().getTime() + pause);
  await collectionOf(platform).updateOne(
    { _id },
    { $set: { due_at: due, lease_until: free, outcome }, $inc: { tries: 1 } },
  );
};

export const waitingForConnection = "waiting_for_connection";

/** Makes due again what could not be read while the connection was broken. */
export const resumeOrders = async (platform: Platform, tillId: string): Promise<void> => {
  await collectionOf(platform).updateMany(
    { till_id: tillId, outcome: waitingForConnection },
    { $set: { due_at: platform.clock.now(), tries: 0 } },
  );
};
