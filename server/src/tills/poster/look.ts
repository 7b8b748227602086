import { pauseAfterMs, type Ending, type Turn, type WorkKind } from "../../core/work-queue/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { PosterApi, PosterOrder } from "./api.ts";
import { breakConnection, brokenBy, connectedTill, type ConnectedTill } from "./connection.ts";
import { PosterFailure } from "./failure.ts";
import { posterOrders, posterTills } from "./model.ts";
import { hasClient, lookOf, stateOf } from "./order.ts";
import { lookWork, noteOrders, orderKey } from "./queue.ts";

/*
 * The look for what no webhook told: every quarter of an hour the orders of the last days are listed, and those that look
 * otherwise than when they were read last are read again. It is one item of work for each connected till, which no other
 * till's trouble holds up. Crash on the way: `swept_until` stays, and the next look covers the same days.
 */

const atOnce = 10;
const perBusiness = 2;
const everyMs = 15 * 60_000;
const dayMs = 86_400_000;
/** Poster refuses longer ranges in some methods. */
const windowDays = 2;
/** What was looked through is looked through again for some days: orders are removed and returned later. */
const overlapMs = 3 * dayMs;
const longestLookBackMs = 31 * dayMs;
/** A page that repeats itself must not keep us for ever. */
const maxPages = 500;

/** YYYYMMDD; a day more on each side makes up for the account's time zone. */
const dayOf = (at: Date): string => at.toISOString().slice(0, 10).replaceAll("-", "");

const windowsOf = (from: Date, until: Date): { from: string; to: string }[] => {
  const windows = [];
  for (let at = from.getTime(); at <= until.getTime(); at += windowDays * dayMs) {
    const end = Math.min(at + (windowDays - 1) * dayMs, until.getTime());
    windows.push({ from: dayOf(new Date(at)), to: dayOf(new Date(Math.max(at, end))) });
  }
  return windows;
};

const ordersOf = async (
  api: PosterApi,
  token: string,
  days: { from: string; to: string },
): Promise<PosterOrder[]> => {
  const found = new Map<string, PosterOrder>();
  let after: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const orders: PosterOrder[] = await api.orders(token, { ...days, after });
    const fresh = orders.filter(({ transaction_id }) => !found.has(transaction_id));
    for (const order of fresh) found.set(order.transaction_id, order);
    after = orders.at(-1)?.transaction_id ?? null;
    if (fresh.length === 0 || after === null) break;
  }
  return [...found.values()];
};

/** Those that matter and look otherwise than when they were read last. */
const missed = async (
  platform: Platform,
  till: ConnectedTill,
  orders: readonly PosterOrder[],
): Promise<string[]> => {
  const relevant = orders.filter((order) => hasClient(order) && stateOf(order) !== "open");
  const ids = relevant.map(({ transaction_id }) => orderKey(till._id, transaction_id));
  const known = await platform.store
    .collection(posterOrders)
    .find({ _id: { $in: ids } })
    .toArray();
  const seen = new Map(known.map((order) => [order.order_id, order.seen]));
  return relevant
    .filter((order) => seen.get(order.transaction_id) !== lookOf(order))
    .map(({ transaction_id }) => transaction_id);
};

/** @returns false when the turn ended on the way */
const lookThrough = async (
  platform: Platform,
  api: PosterApi,
  { turn, till }: { turn: Turn; till: ConnectedTill },
): Promise<boolean> => {
  const now = platform.clock.now();
  const since = (till.swept_until ?? till.poster.connected_at).getTime() - overlapMs;
  const from = new Date(Math.max(since, now.getTime() - longestLookBackMs));
  const token = platform.vault.open(till.poster.token);
  const noted = new Set<string>();
  for (const days of windowsOf(from, new Date(now.getTime() + dayMs))) {
    if (!turn.isHeld) return false;
    const orders = await ordersOf(api, token, days);
    // Windows overlap by a day: what one has shown is not noted again by the next.
    const fresh = orders.filter(({ transaction_id }) => !noted.has(transaction_id));
    for (const { transaction_id } of fresh) noted.add(transaction_id);
    await noteOrders(platform, till, await missed(platform, till, fresh));
  }
  await platform.store
    .collection(posterTills)
    .updateOne({ _id: till._id, "poster.token": till.poster.token }, { $set: { swept_until: now } });
  return true;
};

const look = async (platform: Platform, api: PosterApi, turn: Turn): Promise<Ending> => {
  const till = await connectedTill(platform, turn.item.key);
  // connected again, it is noted again
  if (till === null || till.poster.broken !== null) return { kind: "done" };
  const dueIn = (ms: number): Date => new Date(platform.clock.now().getTime() + ms);
  try {
    const isThrough = await lookThrough(platform, api, { turn, till });
    return isThrough ? { kind: "later", dueAt: dueIn(everyMs) } : { kind: "left" };
  } catch (error) {
    if (!(error instanceof PosterFailure)) throw error;
    if (error.fault === "broken") {
      await breakConnection(platform, till, brokenBy(error));
      return { kind: "done" };
    }
    platform.log.warn({ till: till._id, reason: error.message }, "a look for missed orders failed");
    const pause = error.fault === "later" ? pauseAfterMs(turn.item.tries) : everyMs;
    const dueAt = dueIn(Math.max(error.retryAfterMs ?? 0, Math.min(pause, everyMs)));
    return { kind: "later", dueAt, failed: true };
  }
};

export const lookKind = (platform: Platform, api: PosterApi): WorkKind => ({
  kind: lookWork,
  atOnce,
  perBusiness,
  work: (turn) => look(platform, api, turn),
});
