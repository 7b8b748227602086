import { findBusiness } from "../../businesses/index.ts";
import type { Platform } from "../../platform/index.ts";
import { scopeOf } from "../find.ts";
import { sales } from "./model.ts";
import { finishReversal } from "./reverse.ts";
import { settleSale } from "./settle.ts";

/** A sale of this age that is still half way was left by a crash rather than being worked on right now. */
const staleAfterMs = 10_000;
const batch = 100;

/** Brings sales to their end that a crash left half way. Safe in any number of processes. @returns how many */
export const finishSales = async (platform: Platform): Promise<number> => {
  const before = new Date(platform.clock.now().getTime() - staleAfterMs);
  const left = await platform.store
    .collection(sales)
    .find({ status: { $in: ["recorded", "reversing"] }, recorded_at: { $lt: before } })
    .sort({ recorded_at: 1 })
    .limit(batch)
    .toArray();
  for (const sale of left) {
    const business = await findBusiness(platform, sale.business_id);
    if (business === null) continue;
    try {
      const scope = scopeOf(business, sale.location_id);
      if (sale.status === "reversing") await finishReversal(platform, scope, sale);
      else await settleSale(platform, scope, sale);
    } catch (error) {
      platform.log.error(
        { err: error, sale: sale._id },
        "a sale could not be finished; it will be tried again",
      );
    }
  }
  return left.length;
};
