import type { Write } from "../core/commits/index.ts";
import type { Addition } from "../core/work-queue/index.ts";
import type { Platform } from "../platform/index.ts";
import type { Hook } from "./model.ts";

/** The kind of work that a hook's deliveries are: one item per hook, due when the earliest pending one is. */
export const hookWork = "hook";

/** An item of the queue may be nobody's in particular. */
type Marked = Pick<Hook, "_id"> & { readonly business_id: string | null };

const additionsFor = (hooks: readonly Marked[]): readonly Addition[] =>
  hooks.map(({ _id: key, business_id }) => ({ key, business_id }));

/** What says that these hooks have something to send now: written behind the deliveries. */
export const dueMarks = ({ work }: Platform, hooks: readonly Marked[]): Write[] =>
  work.adding(hookWork, additionsFor(hooks));

/** Says that these hooks have something to send now: after the deliveries stand. */
export const markDue = ({ work }: Platform, hooks: readonly Marked[]): Promise<void> =>
  work.add(hookWork, additionsFor(hooks));
