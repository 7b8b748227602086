import { changeMany } from "../../core/change-many.ts";
import type { Platform } from "../../platform/index.ts";
import { laneKind, messages } from "../model.ts";
import { claimMs } from "./claims.ts";

/**
 * Makes due now what a clock that was ahead has put off to later than the limit; a claim of that time has as long as one
 * that is taken now. May be repeated; reads only where there is nothing of that kind.
 */
export const handOverDatedAhead = async (platform: Platform, limit: Date): Promise<void> => {
  const { store, work, clock } = platform;
  const all = store.collection(messages);
  const now = clock.now();
  const claimEnd = new Date(now.getTime() + claimMs);
  for await (const { key: lane, business_id } of work.all(laneKind)) {
    const late = { lane, open: true, due_at: { $gt: limit } };
    const tell = (): Promise<void> => work.add(laneKind, [{ key: lane, business_id }]);
    await changeMany(all, { ...late, work: "pending" }, { due_at: now }, tell);
    await changeMany(all, { ...late, work: { $in: ["claimed", "handing"] } }, { due_at: claimEnd }, tell);
  }
};
