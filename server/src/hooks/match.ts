import { idBody } from "../core/ids.ts";
import type { EventDocument } from "../journal/index.ts";
import type { Delivery, Hook } from "./model.ts";

const day = 24 * 60 * 60 * 1_000;
/** Deliveries are kept this long. */
export const deliveriesKeptMs = 30 * day;
/** Clocks of two processes differ: a hook made on one must not miss what another commits a moment later. */
const clockSkewMs = 2_000;

const filterNames = ["template_id", "location_id", "voucher_template_id"] as const;

/**
 * Whether an event came after its hook. A hook that was made later than now was made before the clock was set back: when
 * is not known, so nothing is kept from it.
 */
const isAfterHook = ({ created_at: made }: Hook, { at }: EventDocument, now: Date): boolean =>
  made.getTime() - clockSkewMs <= at.getTime() || made.getTime() - clockSkewMs > now.getTime();

/** Says whether a hook is subscribed to an event. Events from before the hook are not for it. */
export const isMeantFor = (hook: Hook, event: EventDocument, now: Date): boolean =>
  hook.business_id === event.business_id &&
  hook.status === "active" &&
  isAfterHook(hook, event, now) &&
  (hook.events.includes("*") || hook.events.includes(event.name)) &&
  filterNames.every((name) => hook.filters[name] === undefined || hook.filters[name] === event[name]);

export const deliveryId = (eventId: string, hookId: string): string =>
  `dlv_${idBody(eventId)}${idBody(hookId)}`;

/** The delivery of an event to a hook, due at once. */
export const newDelivery = (event: EventDocument, hook: Hook, now: Date): Delivery => ({
  _id: deliveryId(event._id, hook._id),
  event_id: event._id,
  event: event.name,
  hook_id: hook._id,
  business_id: hook.business_id,
  status: "pending",
  forced: false,
  step: 0,
  next_attempt_at: now,
  attempts: [],
  attempt_count: 0,
  last_at: null,
  created_at: now,
  expires_at: new Date(now.getTime() + deliveriesKeptMs),
});
