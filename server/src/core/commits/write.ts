import type { mongo } from "mongoose";
import type { CollectionDefinition, Filter, Stored } from "../store.ts";

/** When a write stands, and what must stand before it: a later step begins when the earlier ones of its batch are through. */
export const steps = ["claim", "entry", "document", "mark"] as const;
export type Step = (typeof steps)[number];

/** What a duplicate key means: the batch ends there; what it says stands already; a new document was made meanwhile. */
export type OnDuplicate = "stop" | "pass" | "again";

type Operation =
  | { readonly kind: "insert"; readonly document: Stored }
  | { readonly kind: "replace"; readonly filter: Filter<Stored>; readonly document: Stored }
  | {
      readonly kind: "update";
      readonly filter: Filter<Stored>;
      readonly change: mongo.UpdateFilter<Stored>;
      readonly upsert?: boolean;
    };

/** One write to one document of one collection. */
export type Write = Operation & {
  readonly to: string;
  readonly step: Step;
  readonly onDuplicate: OnDuplicate;
};

type Place = Pick<Write, "step" | "onDuplicate">;

/** Inserts a document. */
export const inserting = <T extends Stored>(
  { name: to }: CollectionDefinition<T>,
  document: T,
  place: Place,
): Write => ({ kind: "insert", to, document, ...place });

/** Puts a versioned document in place of one with a lower `seq`, or of none; one that stands later stays. */
export const replacingOlder = <T extends Stored & { readonly seq: number }>(
  { name: to }: CollectionDefinition<T>,
  document: T,
): Write => ({
  kind: "replace",
  to,
  filter: { _id: document._id, seq: { $lt: document.seq } } as Filter<Stored>,
  document,
  step: "document",
  onDuplicate: "pass",
});

/** Changes the one document that matches; where it is asked for, makes it if there is none. */
export const updating = <T extends Stored>(
  { name: to }: CollectionDefinition<T>,
  { filter, change, upsert = false }: { filter: Filter<T>; change: mongo.UpdateFilter<T>; upsert?: boolean },
  step: Step,
): Write => ({
  kind: "update",
  to,
  filter: filter as Filter<Stored>,
  change: change as mongo.UpdateFilter<Stored>,
  upsert,
  step,
  onDuplicate: upsert ? "again" : "stop",
});

/** Writes that belong together, in their order. */
export interface Batch {
  readonly writes: readonly Write[];
  /** Called when the writes of a step stand, before those of the next, as far as the store takes them apart. What it throws ends the batch. */
  reached?(step: Step): Promise<void>;
}

/** What has become of a batch. */
export interface Written {
  /** Null when all of it stands. Else the write that was refused: what is before it in the batch stands. */
  readonly refused: { readonly at: number; readonly error: unknown } | null;
  /** Writes that stood already, by their place in the batch. */
  readonly passed: ReadonlySet<number>;
  /** Updates that matched nothing, likewise. */
  readonly missed: ReadonlySet<number>;
}
