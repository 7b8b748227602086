import type { z } from "zod";
import type { tillKinds, tillMapping } from "../catalog/index.ts";
import { defineCollection } from "../core/store.ts";

export type TillKind = (typeof tillKinds)[number];
export type TillMapping = z.output<typeof tillMapping>;

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

export interface TillDocument {
  readonly _id: string;
  readonly business_id: string;
  readonly name: string;
  readonly kind: TillKind;
  readonly location_id: string | null;
  readonly template_id: string;
  /** Sealed by the vault; null for a till that does not sign. */
  readonly secret: string | null;
  /** For a till that sends its own shape. */
  readonly mapping: TillMapping | null;
  readonly poster: PosterConnection | null;
  /** Poster: up to where its transactions were looked through for missed webhooks, and when to look again. */
  readonly swept_until: Date | null;
  readonly sweep_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const tills = defineCollection<TillDocument>("tills", [
  // GET /tills
  { keys: { business_id: 1, _id: -1 } },
  // webhooks of a Poster account
  { keys: { "poster.account": 1 }, options: { sparse: true } },
  // the sweep for missed webhooks
  { keys: { sweep_at: 1 }, options: { sparse: true } },
]);
