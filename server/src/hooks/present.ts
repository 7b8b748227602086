import type { z } from "zod";
import {
  hookCeilings,
  type attempt,
  type delivery,
  type deliveryDetail,
  type hook,
} from "../catalog/index.ts";
import { toInstant, toInstantOrNull } from "../core/clock.ts";
import { isSealed, type SealReader } from "../core/seals.ts";
import type { Platform } from "../platform/index.ts";
import { causeOfFailure } from "../core/safe-answer.ts";
import { breakerState, trialAt } from "./health.ts";
import { emptyDay, readLastDays, type LastDay } from "./hours.ts";
import type { Attempt, Delivery, DisabledReason, Hook, RemovedHook } from "./model.ts";
import { requestHeaders } from "./send.ts";

export type HookView = z.input<typeof hook>;
export type AttemptView = z.input<typeof attempt>;
export type DeliveryView = z.input<typeof delivery>;
export type DeliveryDetailView = z.input<typeof deliveryDetail>;

/** The first version stored sentences. */
const formerReasons: ReadonlyMap<string, DisabledReason> = new Map([
  ["Switched off by hand.", "switched_off"],
  ["Every attempt of the last five days failed.", "only_failures"],
]);

type State = Pick<HookView, "status" | "disabled_reason" | "removed_at">;

const stateOf = (stored: Hook | RemovedHook): State => {
  if ("removed_at" in stored)
    return {
      status: "removed",
      disabled_reason: stored.removed_reason,
      removed_at: toInstant(stored.removed_at),
    };
  const { status, disabled_reason: reason } = stored;
  return { status, disabled_reason: reason && (formerReasons.get(reason) ?? reason), removed_at: null };
};

/** A hook as the API shows it; never with a secret. */
const presentHook = (stored: Hook | RemovedHook, now: Date, lastDay: LastDay): HookView => ({
  id: stored._id,
  target_url: stored.target_url,
  events: [...stored.events],
  filters: stored.filters,
  customer_fields: stored.customer_fields,
  source: stored.source,
  description: stored.description,
  rate_per_second: stored.rate_per_second ?? hookCeilings.rate_per_second.usual,
  concurrency: stored.concurrency ?? hookCeilings.concurrency.usual,
  ...stateOf(stored),
  health: {
    consecutive_failures: stored.health.consecutive_failures,
    last_success_at: toInstantOrNull(stored.health.last_success_at),
    last_failure_at: toInstantOrNull(stored.health.last_failure_at),
    breaker: breakerState(stored.health, now),
    tries_again_at: toInstantOrNull(trialAt(stored.health, now)),
    last_24_hours: lastDay,
  },
  created_by: stored.created_by ?? null,
  created_at: toInstant(stored.created_at),
  updated_at: toInstant(stored.updated_at),
});

/** How these hooks are shown, with the attempts of their last day. */
export const showHooks = async (
  platform: Platform,
  hooks: readonly Pick<Hook, "_id">[],
): Promise<(hook: Hook | RemovedHook) => HookView> => {
  const now = platform.clock.now();
  const lastDayOf = await readLastDays(
    platform,
    hooks.map(({ _id }) => _id),
  );
  return (hook) => presentHook(hook, now, lastDayOf(hook._id));
};

export const showHook = async (platform: Platform, hook: Hook | RemovedHook): Promise<HookView> =>
  (await showHooks(platform, [hook]))(hook);

/** A hook that was made just now. */
export const showFreshHook = (hook: Hook, now: Date): HookView => presentHook(hook, now, emptyDay(now));

/** An attempt with its answer readable. */
export type ReadableAttempt = Attempt & { readonly response_body: string | null };

/** With milliseconds: attempts of one delivery can be closer than a second. */
export const presentAttempt = ({ at, ...rest }: ReadableAttempt): AttemptView => ({
  number: rest.number,
  at: at.toISOString(),
  status: rest.status,
  duration_ms: rest.duration_ms,
  error: rest.error,
  cause: causeOf(rest),
  response_body: rest.response_body,
});

const causeOf = ({ status, error }: Pick<Attempt, "status" | "error">): AttemptView["cause"] => {
  if (error === null) return null;
  return status === null ? causeOfFailure(error) : "answered";
};

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
  test: stored.is_test === true,
  next_attempt_at: stored.next_attempt_at?.toISOString() ?? null,
  attempts: stored.attempts.map((attempt) => presentAttempt(readable(attempt, reader))),
  created_at: toInstant(stored.created_at),
});

/** What showing a delivery whole needs beside it. */
export interface DetailParts {
  readonly targetUrl: string | null;
  /** The body of its event in a form; null once the event is gone. */
  bodyIn(form: Hook["customer_fields"]): Promise<string | null>;
}

const readHeaders = (
  { response_headers: headers = null }: Attempt,
  reader: SealReader,
): Record<string, string> | null => {
  const text = isSealed(headers) ? reader.open(headers) : headers;
  return text === null ? null : (JSON.parse(text) as Record<string, string>);
};

/** A delivery with what went over the wire; of a customer who was erased neither contact data nor answers. */
export const showDeliveryDetail = async (
  { seals }: Pick<Platform, "seals">,
  delivery: Delivery,
  { targetUrl, bodyIn }: DetailParts,
): Promise<DeliveryDetailView> => {
  const sealed = delivery.attempts.flatMap((one) =>
    [one.response_body, one.response_headers].filter(isSealed),
  );
  const reader = await seals.reader(sealed.map(({ of }) => of));
  const requestOf = async ({ sent, at }: Attempt) => {
    if (sent === undefined) return null;
    const message = { event: delivery.event, delivery_id: delivery._id, event_id: delivery.event_id, at };
    return { url: sent.url, headers: requestHeaders(message, sent), body: await bodyIn(sent.form) };
  };
  const attempts = delivery.attempts.map(async (attempt) => ({
    ...presentAttempt(readable(attempt, reader)),
    request: await requestOf(attempt),
    response_headers: readHeaders(attempt, reader),
  }));
  return {
    ...presentDelivery(delivery, reader),
    target_url: targetUrl,
    attempts: await Promise.all(attempts),
  };
};
