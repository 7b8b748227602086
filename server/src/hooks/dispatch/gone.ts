import type { Answered } from "../../core/safe-fetch.ts";
import type { Platform } from "../../platform/index.ts";
import { hooksCollection, type Hook } from "../model.ts";
import { removeHook } from "../remove.ts";

/*
 * What 410 says depends on who answers. Zapier's address of a Zap that was deleted comes back never: the hook is removed.
 * Make answers so while a scenario is off or not yet saved, and takes deliveries again once it is on: such a hook goes on
 * as after any failure. Any other receiver wants no more: the hook is disabled, and a person may bring it back.
 */

/** Whether an answer says that nothing is wanted any more. */
export const isGone = ({ status }: Pick<Answered, "status">, source: Hook["source"]): boolean =>
  status === 410 && source !== "make";

/** Ends a hook whose receiver is gone; one that has got another target meanwhile goes on. */
export const endHook = async (platform: Platform, { _id, source, target_url }: Hook): Promise<void> => {
  if (source === "zapier") return removeHook(platform, _id, "gone");
  await platform.store
    .collection(hooksCollection)
    .updateOne(
      { _id, target_url, status: "active" },
      { $set: { status: "disabled", disabled_reason: "gone", updated_at: platform.clock.now() } },
    );
};
