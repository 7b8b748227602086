import { defineCollection } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";

/** The mark that a customer is erased. It stays, so that the erasing can be repeated and a crash be made good. */
export interface Erasure {
  /** The customer's id. */
  readonly _id: string;
  readonly business_id: string;
  readonly at: Date;
  /** When it is gone through next; null once nothing that was under way at the time can come any more. */
  readonly due_at: Date | null;
}

export const erasures = defineCollection<Erasure>("erasures", [
  // sweep: what a crash left, and what is looked at a second time
  { keys: { due_at: 1 } },
]);

/** Whether this keyed call makes up the id of a customer whom an earlier run of it has made, and who was erased since. */
export const isErased = async ({ keyedCall, store }: Platform, id: string): Promise<boolean> =>
  keyedCall !== null &&
  (await store.collection(erasures).findOne({ _id: id }, { projection: { _id: 1 } })) !== null;
