import type { CustomerForm, Filter } from "../catalog/index.ts";
import type { Sealed } from "../core/seals.ts";
import { defineCollection } from "../core/store.ts";
import type { HookHealth } from "./health.ts";
import { hookHours } from "./hours.ts";

export type HookFilters = Partial<Record<Filter, string>>;

export interface HookSecret {
  /** `whsec_…`, sealed by the vault. */
  readonly sealed: string;
  readonly created_at: Date;
  /** Null for the current one; a replaced one signs until then. */
  readonly expires_at: Date | null;
}

/** In whose name a hook sends. */
export interface HookMaker {
  readonly staff_id: string;
  /** As it was then. */
  readonly name: string;
  /** Null for a session. */
  readonly key_id: string | null;
}

export type DisabledReason = "switched_off" | "only_failures" | "key_deleted" | "gone";
export type RemovedReason = "unsubscribed" | "gone";

/** A webhook subscription. */
export interface Hook {
  readonly _id: string;
  readonly business_id: string;
  readonly target_url: string;
  /** Event names, or `["*"]`. */
  readonly events: readonly string[];
  readonly filters: HookFilters;
  readonly customer_fields: CustomerForm;
  readonly source: string | null;
  readonly description: string | null;
  /** Its ceilings; absent in hooks of the first version. */
  readonly rate_per_second?: number;
  readonly concurrency?: number;
  readonly status: "active" | "disabled";
  readonly disabled_reason: DisabledReason | null;
  /** Newest first. */
  readonly secrets: readonly HookSecret[];
  readonly health: HookHealth;
  /** Absent in hooks of the first version. */
  readonly created_by?: HookMaker;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const hooksCollection = defineCollection<Hook>("hooks", [
  // fan-out: the active hooks of a business
  { keys: { business_id: 1, status: 1 } },
  // GET /hooks
  { keys: { business_id: 1, _id: -1 } },
  // revocation: the hooks of a staff member
  { keys: { "created_by.staff_id": 1 } },
  // API keys: how many hooks each has made
  { keys: { "created_by.key_id": 1, status: 1 } },
]);

/** A hook that is gone, as it stood last: nothing sends it any more, it is only shown. */
export interface RemovedHook extends Omit<Hook, "secrets" | "status" | "disabled_reason"> {
  readonly removed_reason: RemovedReason;
  readonly removed_at: Date;
  readonly expires_at: Date;
}

export const removedHooks = defineCollection<RemovedHook>("removed_hooks", [
  // GET /hooks?status=removed
  { keys: { business_id: 1, _id: -1 } },
  // kept 30 days
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);

/** What of a request cannot be told from its delivery. */
export interface SentRequest {
  readonly url: string;
  readonly form: CustomerForm;
  readonly agent: string;
  readonly signature: string;
  readonly id_signature: string;
}

/** One HTTP try. */
export interface Attempt {
  readonly number: number;
  readonly at: Date;
  readonly status: number | null;
  readonly duration_ms: number;
  readonly error: string | null;
  /** Sealed under the key of the event's customer: receivers may echo. Without one, and in those of 0.1.0, plain. */
  readonly response_body: Sealed | string | null;
  /** Absent in attempts of 0.1.0, as are the answer's headers. */
  readonly sent?: SentRequest;
  /** As JSON, sealed like the body. */
  readonly response_headers?: Sealed | string | null;
}

/** One event for one hook. */
export interface Delivery {
  /** `dlv_<event><hook>`: fanning an event out twice makes no second one. */
  readonly _id: string;
  readonly event_id: string;
  readonly event: string;
  readonly hook_id: string;
  readonly business_id: string;
  readonly status: "pending" | "delivered" | "failed";
  /** A sample that a person sent: its event stands nowhere, and it is not sent again. */
  readonly is_test?: true;
  /** Asked for by a person: goes first, and passes an open breaker and a disabled hook. */
  readonly forced: boolean;
  /** The call that asked for it last: the second run of a keyed one finds what its first has done. */
  readonly asked_in?: string | null;
  /** Scheduled repeats used up. */
  readonly step: number;
  /** Repeats that the receiver has brought forward; absent until the first attempt. */
  readonly early?: number;
  readonly next_attempt_at: Date | null;
  readonly attempts: readonly Attempt[];
  /** How many there were; the list keeps the last fifty. */
  readonly attempt_count: number;
  /** Of the last attempt, or of the end; what `recover` goes by. */
  readonly last_at: Date | null;
  readonly created_at: Date;
  readonly expires_at: Date;
}

export const deliveriesCollection = defineCollection<Delivery>("deliveries", [
  // dispatch: what of a hook is due, forced ones apart; and what comes next
  { keys: { hook_id: 1, status: 1, forced: 1, next_attempt_at: 1 } },
  // GET /hooks/:id/deliveries
  { keys: { hook_id: 1, _id: -1 } },
  // kept 30 days
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);

/** When nothing is due. */
export const never = new Date("9999-12-31T00:00:00Z");

/** What `store.prepare` needs of this area. */
export const hookCollections = [hooksCollection, removedHooks, hookHours, deliveriesCollection];
