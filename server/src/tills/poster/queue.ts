import type { Platform } from "../../platform/index.ts";
import type { TillDocument } from "../model.ts";
import { posterOrders, posterTills, type PosterTill } from "./model.ts";

/*
 * What there is to do for a till, on the queue of all work. Any number of reasons to read an order (webhooks of every
 * line of it, the look) make one item; what came of an order is kept beside it, in the order's own document.
 */

export const orderWork = "poster_order";
export const lookWork = "poster_look";

const keptMs = 60 * 86_400_000;

type Whose = Pick<TillDocument, "_id" | "business_id">;

export const orderKey = (tillId: string, orderId: string): string => `${tillId}:${orderId}`;

/** The till and the order of a key; ids of tills hold no colon. */
export const partsOfKey = (key: string): { tillId: string; orderId: string } => {
  const at = key.indexOf(":");
  return { tillId: key.slice(0, at), orderId: key.slice(at + 1) };
};

/** Notes that orders of a till are to be read. */
export const noteOrders = (
  { work }: Platform,
  { _id: tillId, business_id }: Whose,
  orderIds: readonly string[],
): Promise<void> =>
  work.add(
    orderWork,
    orderIds.map((orderId) => ({ key: orderKey(tillId, orderId), business_id })),
  );

/** Notes the look of a till that is marked for it by `sweep_at`, and takes the mark away. May be repeated. */
export const noteLook = async (
  { work, store, clock }: Platform,
  { _id, business_id, sweep_at: at }: Whose & Pick<PosterTill, "sweep_at">,
): Promise<void> => {
  await work.add(lookWork, [{ key: _id, business_id, dueAt: at ?? clock.now() }]);
  await store.collection(posterTills).updateOne({ _id, sweep_at: at ?? null }, { $unset: { sweep_at: "" } });
};

/** Keeps what came of an order; `seen` stays as it was when it is not said. */
export const keepOutcome = async (
  { store, clock }: Platform,
  key: string,
  result: { readonly outcome: string; readonly seen?: string | null },
): Promise<void> => {
  const { tillId, orderId } = partsOfKey(key);
  const expires_at = new Date(clock.now().getTime() + keptMs);
  const fresh = { till_id: tillId, order_id: orderId, ...(result.seen === undefined && { seen: null }) };
  await store
    .collection(posterOrders)
    .updateOne({ _id: key }, { $set: { ...result, expires_at }, $setOnInsert: fresh }, { upsert: true });
};

export const waitingForConnection = "waiting_for_connection";

/** Makes due again what could not be read while the connection was broken. */
export const resumeOrders = async (platform: Platform, till: Whose): Promise<void> => {
  const waiting = await platform.store
    .collection(posterOrders)
    .find({ till_id: till._id, outcome: waitingForConnection })
    .toArray();
  await noteOrders(
    platform,
    till,
    waiting.map(({ order_id: orderId }) => orderId),
  );
};
