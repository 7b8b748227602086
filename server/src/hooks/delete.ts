import type { Caller, Platform } from "../platform/index.ts";
import { hooksCollection } from "./model.ts";
import { removeHook } from "./remove.ts";

/** Unsubscribes. Does nothing when the hook is gone already, or is another business's. */
export const deleteHook = async (platform: Platform, caller: Caller, id: string): Promise<void> => {
  const own = await platform.store
    .collection(hooksCollection)
    .findOne({ _id: id, business_id: caller.business.id }, { projection: { _id: 1 } });
  if (own !== null) await removeHook(platform, id, "unsubscribed");
};
