import { defineCollection } from "../../core/store.ts";
import type { TillDocument } from "../model.ts";

/** A Poster account that a till is connected to. */
export interface PosterConnection {
  /** The login, which is in the account's addresses and in the signature of its webhooks. */
  readonly account: string;
  /** The stable id; webhooks carry it unsigned, so it is held against this one. */
  readonly account_number: string;
  /** Access token, sealed by the vault. */
  readonly token: string;
  /** What its amounts are in. */
  readonly currency: string;
  readonly connected_at: Date;
  /** Why no call is made any more; null while it works. */
  readonly broken: string | null;
}

/** A till with what belongs to Poster. */
export interface PosterTill extends TillDocument {
  readonly poster?: PosterConnection | null;
  /** Up to where its orders were looked through for missed webhooks. */
  readonly swept_until?: Date | null;
  /** Its look is not noted as work yet; in 0.1.0 also when it was to be. */
  readonly sweep_at?: Date | null;
}

export const posterTills = defineCollection<PosterTill>("tills", [
  // webhooks of an account
  { keys: { "poster.account": 1 }, options: { sparse: true } },
  // looks to be noted at the start
  { keys: { sweep_at: 1 }, options: { sparse: true } },
]);

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

/** How an order was when it was read last. */
export interface PosterOrderDocument {
  /** `<till>:<order>` */
  readonly _id: string;
  readonly till_id: string;
  readonly order_id: string;
  /** What it looked like, as far as that matters. */
  readonly seen: string | null;
  /** What came of it. */
  readonly outcome: string | null;
  readonly expires_at: Date;
  /** Only in those of 0.1.0: when it was to be read; `never` when it was not. */
  readonly due_at?: Date;
}

/** `due_at` of an order of 0.1.0 with nothing to do. */
export const never = new Date("9999-12-31T00:00:00Z");

export const posterOrders = defineCollection<PosterOrderDocument>("poster_orders", [
  // what 0.1.0 left due
  { keys: { due_at: 1 } },
  // what waited for a connection
  { keys: { till_id: 1, outcome: 1 } },
  // kept 60 days: longer than any look goes back
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);
