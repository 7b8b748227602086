import type { ErrorCode } from "../catalog/index.ts";
import { defineCollection } from "../core/store.ts";

/** Whose call it was. */
export interface RefusedKey {
  readonly business_id: string;
  readonly id: string;
  readonly masked: string;
  readonly staff_id: string;
  readonly staff_name: string;
}

/** Refusals of one key, call and code on one day (UTC). Nothing of what was sent. */
export interface RefusalDocument {
  /** Made of business, key, call, code and day: repeats meet in one document, whichever process saw them. */
  readonly _id: string;
  readonly business_id: string;
  readonly key_id: string;
  readonly key_masked: string;
  readonly staff_id: string;
  readonly staff_name: string;
  /** The operation's name. */
  readonly call: string;
  readonly code: ErrorCode;
  /** Of the last one. */
  readonly fields: readonly string[];
  /** Of the last ten, oldest first; one that looked like personal data is left out. */
  readonly request_ids: readonly string[];
  readonly count: number;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly expires_at: Date;
}

export const refusals = defineCollection<RefusalDocument>("refusals", [
  // GET /refusals
  { keys: { business_id: 1, last_at: -1, _id: -1 } },
  // kept 7 days
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);

const day = 86_400_000;
export const refusalsKeptMs = 7 * day;
