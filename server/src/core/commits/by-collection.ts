import mongoose, { type mongo } from "mongoose";
import { isStoreAway } from "../store-faults.ts";
import type { PendingBatch } from "./pending.ts";
import { steps, type Step, type Write } from "./write.ts";

interface Place {
  readonly pending: PendingBatch;
  readonly at: number;
  readonly write: Write;
}

const toModel = (write: Write): mongo.AnyBulkWriteOperation => {
  if (write.kind === "insert")
    return { insertOne: { document: write.document as unknown as mongo.Document } };
  const filter = write.filter as mongo.Filter<mongo.Document>;
  if (write.kind === "replace")
    return {
      replaceOne: { filter, replacement: write.document as unknown as mongo.Document, upsert: true },
    };
  const { change, upsert = false } = write;
  return { updateOne: { filter, update: change as mongo.UpdateFilter<mongo.Document>, upsert } };
};

/** An update whose match somebody asks for: a bulk tells only how many matched together. */
const isCounted = ({ kind, onDuplicate }: Write): boolean => kind === "update" && onDuplicate === "stop";

const writeCounted = async (
  connection: mongoose.Connection,
  { pending, at, write }: Place,
): Promise<void> => {
  if (write.kind !== "update") return;
  const found = await connection
    .collection(write.to)
    .updateOne(
      write.filter as mongo.Filter<mongo.Document>,
      write.change as mongo.UpdateFilter<mongo.Document>,
    );
  if (found.matchedCount === 0) pending.miss(at);
};

const refusalsIn = (error: unknown): readonly { index: number; code: number }[] | null => {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return null;
  const errors = [error.writeErrors].flat().map(({ index, code }) => ({ index, code: Number(code) }));
  return errors.length === 0 || error.result.getWriteConcernError() !== undefined ? null : errors;
};

const writeBulk = async (connection: mongoose.Connection, places: readonly Place[]): Promise<void> => {
  const [first] = places;
  if (first === undefined) return;
  const collection = connection.collection(first.write.to);
  try {
    await collection.bulkWrite(
      places.map(({ write }) => toModel(write)),
      { ordered: false },
    );
  } catch (error) {
    const refusals = refusalsIn(error);
    if (refusals === null) throw error;
    const again = refusals.flatMap(({ index, code }) => {
      const place = places[index];
      const refusal = { code, error: Object.assign(new Error("refused"), { code }) };
      return place?.pending.meet(place.at, refusal) === "again" ? [place] : [];
    });
    await writeBulk(connection, again);
  }
};

const byCollection = (places: readonly Place[]): Place[][] => {
  const bulks = new Map<string, Place[]>();
  for (const place of places) {
    const known = bulks.get(place.write.to);
    if (known === undefined) bulks.set(place.write.to, [place]);
    else known.push(place);
  }
  return [...bulks.values()];
};

const attempt = async (
  places: readonly Place[],
  write: (places: readonly Place[]) => Promise<void>,
): Promise<void> => {
  try {
    await write(places);
  } catch (error) {
    // what the driver or the store cannot take at all is one write's fault: each is tried for itself
    if (places.length > 1 && !isStoreAway(error)) for (const one of places) await attempt([one], write);
    else for (const { pending } of places) if (!pending.isEnded) pending.fail(error);
  }
};

const writeStep = async (
  connection: mongoose.Connection,
  group: readonly PendingBatch[],
  step: Step,
): Promise<void> => {
  const places = group.flatMap((pending) =>
    pending.batch.writes.flatMap((write, at): Place[] =>
      write.step === step ? [{ pending, at, write }] : [],
    ),
  );
  const bulks = byCollection(places.filter(({ write }) => !isCounted(write)));
  await Promise.all([
    ...bulks.map((bulk) => attempt(bulk, (places) => writeBulk(connection, places))),
    ...places
      .filter(({ write }) => isCounted(write))
      .map((place) => attempt([place], () => writeCounted(connection, place))),
  ]);
};

const reach = async (pending: PendingBatch, step: Step): Promise<void> => {
  if (pending.refused !== null) return pending.end();
  try {
    await pending.batch.reached?.(step);
  } catch (error) {
    pending.fail(error);
  }
};

/**
 * Writes batches in steps, each with one bulk per collection: for servers that take no bulk over collections. What is
 * refused in a step does not hold up the others of it, and nothing of its batch is written after it.
 */
export const writeByCollection = async (
  connection: mongoose.Connection,
  group: readonly PendingBatch[],
): Promise<void> => {
  let open = group;
  for (const step of steps) {
    await writeStep(connection, open, step);
    await Promise.all(open.filter(({ isEnded }) => !isEnded).map((pending) => reach(pending, step)));
    open = open.filter(({ isEnded }) => !isEnded);
  }
  for (const pending of open) pending.end();
};
