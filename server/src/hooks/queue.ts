import type { Platform } from "../platform/index.ts";
import type { Hook } from "./model.ts";

/** The kind of work that a hook's deliveries are: one item per hook, due when the earliest pending one is. */
export const hookWork = "hook";

/** Says that these hooks have something to send now: after the deliveries stand. */
export const markDue = (
  platform: Platform,
  hooks: readonly Pick<Hook, "_id" | "business_id">[],
): Promise<void> =>
  platform.work.add(
    hookWork,
    hooks.map(({ _id: key, business_id }) => ({ key, business_id })),
  );
