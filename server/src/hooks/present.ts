import type { z } from "zod";
import type { attempt, delivery, hook } from "../catalog/index.ts";
import { toInstant, toInstantOrNull } from "../core/clock.ts";
import { isSealed, type SealReader } from "../core/seals.ts";
import type { Platform } from "../platform/index.ts";
import { breakerState } from "./health.ts";
import type { Attempt, Delivery, DisabledReason, Hook } from "./model.ts";

export type HookView = z.input<typeof hook>;
export type AttemptView = z.input<typeof attempt>;
export type DeliveryView = z.input<typeof delivery>;

/** The first version stored sentences. */
const formerReasons: ReadonlyMap<string, DisabledReason> = new Map([
  ["Switched off by hand.", "switched_off"],
  ["Every attempt of the last five days failed.", "only_failures"],
]);

/** A hook as the API shows it; never with a secret. */
export const presentHook = (stored: Hook, now: Date): HookView => ({
  id: stored._id,
  target_url: stored.target_url,
  events: [...stored.events],
  filters: stored.filters,
  customer_fields: stored.customer_fields,
  source: stored.source,
  description: stored.description,
  status: stored.status,
  disabled_reason:
    stored.disabled_reason && (formerReasons.get(stored.disabled_reason) ?? stored.disabled_reason),
  health: {
    consecutive_failures: stored.health.consecutive_failures,
    last_success_at: toInstantOrNull(stored.health.last_success_at),
    last_failure_at: toInstantOrNull(stored.health.last_failure_at),
    breaker: breakerState(stored.health, now),
  },
  created_by: stored.created_by ?? null,
  created_at: toInstant(stored.created_at),
  updated_at: toInstant(stored.updated_at),
});

/** An attempt with its answer readable. */
export type ReadableAttempt = Attempt & { readonly response_body: string | null };

/** With milliseconds: attempts of one delivery can be closer than a second. */
export const presentAttempt = ({ at, ...rest }: ReadableAttempt): AttemptView => ({
  number: rest.number,
  at: at.toISOString(),
  status: rest.status,
  duration_ms: rest.duration_ms,
  error: rest.error,
  response_body: rest.response_body,
});

const readable = (attempt: Attempt, reader: SealReader): ReadableAttempt => {
  const { response_body: body } = attempt;
  return { ...attempt, response_body: isSealed(body) ? reader.open(body) : body };
};

/** How these deliveries are shown: what receivers answered about a customer who was erased is not. */
export const showDeliveries = async (
  { seals }: Pick<Platform, "seals">,
  deliveries: readonly Delivery[],
): Promise<(delivery: Delivery) => DeliveryView> => {
  const bodies = deliveries.flatMap(({ attempts }) => attempts.map((attempt) => attempt.response_body));
  const reader = await seals.reader(bodies.filter(isSealed).map(({ of }) => of));
  return (delivery) => presentDelivery(delivery, reader);
};

const presentDelivery = (stored: Delivery, reader: SealReader): DeliveryView => ({
  id: stored._id,
  event_id: stored.event_id,
  event: stored.event,
  hook_id: stored.hook_id,
  status: stored.status,
  next_attempt_at: stored.next_attempt_at?.toISOString() ?? null,
  attempts: stored.attempts.map((attempt) => presentAttempt(readable(attempt, reader))),
  created_at: toInstant(stored.created_at),
});
