import type { CustomerForm } from "../catalog/index.ts";
import { insertOnce } from "../core/store.ts";
import type { Caller } from "../platform/index.ts";
import { usualCeilings } from "./dispatch/ceilings.ts";
import { freshHealth } from "./health.ts";
import { confirmMaker, makerOf } from "./maker.ts";
import { hooksCollection, type Hook, type HookFilters } from "./model.ts";
import { allowedTarget, type HookParts } from "./parts.ts";
import { showFreshHook, type HookView } from "./present.ts";
import { newSecret } from "./sign.ts";

export interface NewHook {
  target_url: string;
  events: readonly string[];
  filters?: HookFilters | undefined;
  customer_fields: CustomerForm;
  rate_per_second?: number | undefined;
  concurrency?: number | undefined;
  source?: string | undefined;
  description?: string | undefined;
}

/**
 * Subscribes an address. The answer holds the secret, this once.
 * @throws target_not_allowed; validation_failed for a filter that names nothing; unauthenticated for a caller who was
 * revoked meanwhile.
 */
export const createHook = async (
  parts: HookParts,
  caller: Caller,
  input: NewHook,
): Promise<HookView & { secret: string }> => {
  const { platform, outbound, checkReference } = parts;
  const filters = input.filters ?? {};
  await checkReference(platform, caller.business.id, filters);
  const target = await allowedTarget(outbound, input.target_url);
  const secret = newSecret(platform.newBytes);
  const now = platform.clock.now();
  const hook: Hook = {
    _id: platform.newId("hook"),
    business_id: caller.business.id,
    target_url: target,
    events: [...new Set(input.events)],
    filters,
    customer_fields: input.customer_fields,
    rate_per_second: input.rate_per_second ?? usualCeilings.rate_per_second,
    concurrency: input.concurrency ?? usualCeilings.concurrency,
    source: input.source ?? null,
    description: input.description ?? null,
    status: "active",
    disabled_reason: null,
    secrets: [{ sealed: platform.vault.seal(secret), created_at: now, expires_at: null }],
    health: freshHealth(now),
    created_by: makerOf(caller),
    created_at: now,
    updated_at: now,
  };
  const standing = await insertOnce(platform.store.collection(hooksCollection), hook);
  await confirmMaker(parts, caller);
  return { ...showFreshHook(standing, now), secret };
};
