import { defineCollection } from "../../core/store.ts";

/** A webhook that came; kept to look into what happened. Not its body, which may hold contact data. */
export interface PosterHookDocument {
  /** The same for a webhook that is sent again. */
  readonly _id: string;
  readonly till_id: string;
  readonly object: string;
  readonly object_id: string;
  readonly action: string;
  /** Only in those of 0.1.0: the body, sealed by the vault. */
  readonly raw?: string;
  readonly received_at: Date;
  readonly expires_at: Date;
}

export const posterHooks = defineCollection<PosterHookDocument>("poster_hooks", [
  // kept 30 days
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);

/** An order that is to be read again, or how it was when it was read last. */
export interface PosterOrderDocument {
  /** `<till>:<order>` */
  readonly _id: string;
  readonly till_id: string;
  readonly order_id: string;
  readonly due_at: Date;
  /** Counts the reasons to read it, so that "done" is never said over one that has just come. */
  readonly bump: number;
  readonly lease_until: Date;
  readonly tries: number;
  /** What it looked like when it was read last, as far as that matters. */
  readonly seen: string | null;
  /** What came of it. */
  readonly outcome: string | null;
  readonly expires_at: Date;
}

/** `due_at` of an order with nothing to do. */
export const never = new Date("9999-12-31T00:00:00Z");

export const posterOrders = defineCollection<PosterOrderDocument>("poster_orders", [
  // what is due
  { keys: { due_at: 1 } },
  // what waited for a connection
  { keys: { till_id: 1, outcome: 1 } },
  // kept 60 days: longer than any sweep looks back
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);
