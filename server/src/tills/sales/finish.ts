import { findBusiness } from "../../businesses/index.ts";
import { leftBehind } from "../../core/left-behind.ts";
import { sweepOver } from "../../core/work-queue/index.ts";
import type { Platform } from "../../platform/index.ts";
import { scopeOf } from "../find.ts";
import { sales, type SaleDocument } from "./model.ts";
import { finishReversal } from "./reverse.ts";
import { settleSale } from "./settle.ts";

/** A sale of this age that is still half way was left by a crash rather than being worked on right now. */
const staleAfterMs = 10_000;

const finish = async (platform: Platform, sale: SaleDocument): Promise<void> => {
  const business = await findBusiness(platform, sale.business_id);
  if (business === null) return;
  const scope = scopeOf(business, sale.location_id);
  if (sale.status === "reversing") await finishReversal(platform, scope, sale);
  else await settleSale(platform, scope, sale);
};

/**
 * Brings sales to their end that a crash left half way, and steps over those that cannot be. Safe in any number of
 * processes. @returns how many were finished
 */
export const finishSales = async (platform: Platform, stopping?: AbortSignal): Promise<number> => {
  const all = platform.store.collection(sales);
  const { done } = await sweepOver<SaleDocument>(platform, {
    kind: "sale",
    records: leftBehind(
      (at) =>
        all.find({ status: { $in: ["recorded", "reversing"] }, recorded_at: at }).sort({ recorded_at: 1 }),
      { now: platform.clock.now(), staleAfterMs },
    ),
    keyOf: ({ _id }) => _id,
    businessOf: ({ business_id }) => business_id,
    judge: (sale) => finish(platform, sale),
    stopping,
  });
  return done;
};
