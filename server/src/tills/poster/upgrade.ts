import type { Platform } from "../../platform/index.ts";
import { never, posterOrders, posterTills } from "./model.ts";
import { noteLook, orderKey, orderWork } from "./queue.ts";

/*
 * What 0.1.0 had due in its own documents becomes work, at every start: the item first, then the document's mark goes.
 * Crash in between: the next start notes it again, which is the same item. A till that was connected by a process
 * which died before it could note the look is found here, too.
 */

const carryOrders = async (platform: Platform): Promise<void> => {
  const { store, work } = platform;
  const orders = store.collection(posterOrders);
  for await (const { _id, till_id: tillId, order_id: orderId, due_at } of orders.find({
    due_at: { $lt: never },
  })) {
    const till = await store.collection(posterTills).findOne({ _id: tillId });
    if (till !== null && due_at !== undefined)
      await work.add(orderWork, [
        { key: orderKey(tillId, orderId), business_id: till.business_id, dueAt: due_at },
      ]);
    await orders.updateOne({ _id, due_at }, { $unset: { due_at: "", bump: "", lease_until: "", tries: "" } });
  }
};

/** Notes as work what 0.1.0, or a crash while a till was connected, has left. May be repeated, by any number of processes. */
export const carryOver = async (platform: Platform): Promise<void> => {
  await carryOrders(platform);
  const marked = platform.store.collection(posterTills).find({ sweep_at: { $type: "date" } });
  for await (const till of marked) await noteLook(platform, till);
};
