import type { CustomerForm } from "../catalog/index.ts";
import type { Caller } from "../platform/index.ts";
import { findHook } from "./find.ts";
import { freshHealth } from "./health.ts";
import { confirmMaker, makerOf } from "./maker.ts";
import { hooksCollection, type Hook, type HookFilters } from "./model.ts";
import { allowedTarget, type HookParts } from "./parts.ts";
import { showHook, type HookView } from "./present.ts";
import { markDue } from "./queue.ts";

export interface HookChanges {
  id: string;
  target_url?: string | undefined;
  events?: readonly string[] | undefined;
  filters?: HookFilters | undefined;
  customer_fields?: CustomerForm | undefined;
  rate_per_second?: number | undefined;
  concurrency?: number | undefined;
  description?: string | null | undefined;
  status?: Hook["status"] | undefined;
}

type Writable<T> = { -readonly [K in keyof T]?: T[K] };

const plainChanges = (input: HookChanges): Writable<Hook> => ({
  ...(input.events === undefined ? {} : { events: [...new Set(input.events)] }),
  ...(input.filters === undefined ? {} : { filters: input.filters }),
  ...(input.customer_fields === undefined ? {} : { customer_fields: input.customer_fields }),
  ...(input.rate_per_second === undefined ? {} : { rate_per_second: input.rate_per_second }),
  ...(input.concurrency === undefined ? {} : { concurrency: input.concurrency }),
  ...(input.description === undefined ? {} : { description: input.description }),
});

/** What a status that was sent changes, seen from the hook as it stands. Who brings one back that lost its maker owns it. */
const statusChanges = (hook: Hook, status: Hook["status"] | undefined, caller: Caller): Writable<Hook> => {
  if (status === undefined || status === hook.status) return {};
  if (status === "disabled") return { status, disabled_reason: "switched_off" };
  const isOrphan = hook.disabled_reason === "key_deleted";
  return { status, disabled_reason: null, ...(isOrphan && { created_by: makerOf(caller) }) };
};

/** The members that decide whether the health begins anew: they must still be what they were when it was decided. */
const decidedOn = (hook: Hook, input: HookChanges) => ({
  _id: hook._id,
  ...(input.target_url === undefined ? {} : { target_url: hook.target_url }),
  ...(input.status === undefined ? {} : { status: hook.status }),
});

/**
 * Changes what is sent and nothing else. Another target, or being switched on again, begins the hook's health anew, and
 * what waited is sent.
 * @throws not_found, target_not_allowed; validation_failed for a filter that names nothing.
 */
export const updateHook = async (parts: HookParts, caller: Caller, input: HookChanges): Promise<HookView> => {
  const { platform, outbound, checkReference } = parts;
  let hook = await findHook(platform, caller, input.id);
  if (input.filters !== undefined) await checkReference(platform, caller.business.id, input.filters);
  const target = input.target_url === undefined ? undefined : await allowedTarget(outbound, input.target_url);
  for (;;) {
    const now = platform.clock.now();
    const status = statusChanges(hook, input.status, caller);
    const beginsAnew = (target ?? hook.target_url) !== hook.target_url || status.status === "active";
    const changes: Writable<Hook> = {
      ...plainChanges(input),
      ...status,
      ...(target === undefined ? {} : { target_url: target }),
      updated_at: now,
      ...(beginsAnew ? { health: freshHealth(now) } : {}),
    };
    const changed = await platform.store
      .collection(hooksCollection)
      .findOneAndUpdate(decidedOn(hook, input), { $set: changes }, { returnDocument: "after" });
    if (changed !== null) {
      if (changes.created_by !== undefined) await confirmMaker(parts, caller);
      if (beginsAnew) await markDue(platform, [hook]);
      return showHook(platform, changed);
    }
    // Somebody changed it in between, or it is gone: decide again on what stands now.
    hook = await findHook(platform, caller, input.id);
  }
};
