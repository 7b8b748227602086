import type { Platform } from "../../platform/index.ts";
import { findTill } from "../find.ts";
import type { PosterApi } from "./api.ts";
import { breakConnection, brokenBy, isConnected } from "./connection.ts";
import { PosterFailure } from "./failure.ts";
import type { PosterOrderDocument } from "./model.ts";
import { applyOrder } from "./order.ts";
import { finishOrder, postponeOrder, takeOrder, waitingForConnection } from "./queue.ts";

const sideBySide = 4;

const put = (
  platform: Platform,
  order: PosterOrderDocument,
  outcome: string,
  seen = order.seen,
): Promise<void> => finishOrder(platform, order, { outcome, seen });

const workOn = async (platform: Platform, api: PosterApi, order: PosterOrderDocument): Promise<void> => {
  const till = await findTill(platform, order.till_id);
  if (!isConnected(till)) return put(platform, order, "disconnected");
  if (till.poster.broken !== null) return put(platform, order, waitingForConnection);
  const token = platform.vault.open(till.poster.token);
  try {
    const { outcome, seen } = await applyOrder({ platform, api, till, token }, order.order_id);
    await put(platform, order, outcome, seen);
    platform.log.info({ till: till._id, order: order.order_id, outcome }, "poster order");
  } catch (error) {
    if (!(error instanceof PosterFailure)) {
      platform.log.error({ err: error, order: order._id }, "an order failed; it will be tried again");
      return postponeOrder(platform, order, { outcome: "internal_error", afterMs: null });
    }
    if (error.fault === "broken") {
      await breakConnection(platform, till, brokenBy(error));
      return put(platform, order, waitingForConnection);
    }
    if (error.fault === "unknown") return put(platform, order, "not_found");
    if (error.fault === "later")
      return postponeOrder(platform, order, { outcome: error.message, afterMs: error.retryAfterMs });
    platform.log.error({ err: error, order: order._id }, "Poster refused how we asked; the order is left");
    return put(platform, order, error.message);
  }
};

/** Reads every order that is due, and gives each its effect. @returns how many */
export const workThrough = async (platform: Platform, api: PosterApi): Promise<number> => {
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let order = await takeOrder(platform); order !== null; order = await takeOrder(platform)) {
      await workOn(platform, api, order);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return done;
};
