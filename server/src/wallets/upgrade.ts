import type { Platform } from "../platform/index.ts";
import { passes } from "./model.ts";
import { passWork } from "./passes.ts";

/**
 * Notes as work the passes whose wallets 0.1.0 had still to tell: the item first, then the mark goes. Crash in between:
 * the next start notes it again, which is the same item. May be repeated, by any number of processes.
 */
export const carryOverPasses = async ({ store, work }: Platform): Promise<void> => {
  const all = store.collection(passes);
  for await (const { _id, business_id, due_at } of all.find({ due_at: { $type: "date" } })) {
    await work.add(passWork, [{ key: _id, business_id, ...(due_at && { dueAt: due_at }) }]);
    await all.updateOne({ _id, due_at }, { $unset: { due: "", due_at: "", tries: "" } });
  }
};
