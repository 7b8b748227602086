import type { Platform } from "../../platform/index.ts";
import { tills, type TillDocument } from "../model.ts";
import type { PosterApi, PosterOrder } from "./api.ts";
import { breakConnection, brokenBy, isConnected, type ConnectedTill } from "./connection.ts";
import { PosterFailure } from "./failure.ts";
import { posterOrders } from "./model.ts";
import { hasClient, lookOf, stateOf } from "./order.ts";
import { noteOrder } from "./queue.ts";

/*
 * The look for what no webhook told: every quarter of an hour the orders of the last days are listed, and those that look
 * otherwise than when they were read last are read again. A till's turn is taken by moving `sweep_at` on, so any number
 * of processes may try. Crash on the way: `swept_until` stays, and the next look covers the same days.
 */

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
): Promise<PosterOrder[]> => {
  const relevant = orders.filter((order) => hasClient(order) && stateOf(order) !== "open");
  const ids = relevant.map(({ transaction_id }) => `${till._id}:${transaction_id}`);
  const known = await platform.store
    .collection(posterOrders)
    .find({ _id: { $in: ids } })
    .toArray();
  return relevant.filter((order) => {
    const before = known.find(({ order_id }) => order_id === order.transaction_id);
    return before?.seen !== lookOf(order);
  });
};

const sweepTill = async (platform: Platform, api: PosterApi, till: ConnectedTill): Promise<number> => {
  const now = platform.clock.now();
  const since = (till.swept_until ?? till.poster.connected_at).getTime() - overlapMs;
  const from = new Date(Math.max(since, now.getTime() - longestLookBackMs));
  const token = platform.vault.open(till.poster.token);
  let count = 0;
  for (const days of windowsOf(from, new Date(now.getTime() + dayMs))) {
    for (const order of await missed(platform, till, await ordersOf(api, token, days))) {
      await noteOrder(platform, till._id, order.transaction_id);
      count += 1;
    }
  }
  await platform.store.collection(tills).updateOne({ _id: till._id }, { $set: { swept_until: now } });
  return count;
};

const takeTill = (platform: Platform): Promise<TillDocument | null> => {
  const now = platform.clock.now();
  return platform.store
    .collection(tills)
    .findOneAndUpdate(
      { sweep_at: { $lte: now }, "poster.broken": null },
      { $set: { sweep_at: new Date(now.getTime() + everyMs) } },
      { returnDocument: "after" },
    );
};

/** Looks through the tills whose turn it is. @returns how many orders are to be read */
export const sweepTills = async (platform: Platform, api: PosterApi): Promise<number> => {
  let count = 0;
  for (let till = await takeTill(platform); till !== null; till = await takeTill(platform)) {
    if (!isConnected(till)) continue;
    try {
      count += await sweepTill(platform, api, till);
    } catch (error) {
      if (!(error instanceof PosterFailure)) throw error;
      if (error.fault === "broken") await breakConnection(platform, till, brokenBy(error));
      else platform.log.warn({ till: till._id, reason: error.message }, "a look for missed orders failed");
    }
  }
  return count;
};
