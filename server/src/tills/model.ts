import type { z } from "zod";
import type { ErrorCode, tillKinds, tillMapping } from "../catalog/index.ts";
import { defineCollection } from "../core/store.ts";

export type TillKind = (typeof tillKinds)[number];
export type TillMapping = z.output<typeof tillMapping>;

/** The last sale of a till that was refused; never a value of it. */
export interface TillRefusal {
  readonly at: Date;
  readonly code: ErrorCode;
  /** Pointers, as the till calls them. */
  readonly fields: readonly string[];
}

/** A till, as far as all kinds are alike; one with an account keeps its connection beside this. */
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
  readonly last_refusal?: TillRefusal;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const tills = defineCollection<TillDocument>("tills", [
  // GET /tills
  { keys: { business_id: 1, _id: -1 } },
]);
