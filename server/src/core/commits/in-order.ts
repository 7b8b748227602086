import mongoose, { type mongo } from "mongoose";
import type { Stored } from "../store.ts";
import type { PendingBatch } from "./pending.ts";
import { steps, type Write } from "./write.ts";

const toModel = (write: Write, database: string): mongo.AnyClientBulkWriteModel<mongo.Document> => {
  const namespace = `${database}.${write.to}`;
  const document = (stored: Stored): mongo.Document => stored;
  if (write.kind === "insert") return { name: "insertOne", namespace, document: document(write.document) };
  const filter = write.filter as mongo.Filter<mongo.Document>;
  if (write.kind === "replace")
    return { name: "replaceOne", namespace, filter, replacement: document(write.document), upsert: true };
  const { change, upsert = false } = write;
  return {
    name: "updateOne",
    namespace,
    filter,
    update: change as mongo.UpdateFilter<mongo.Document>,
    upsert,
  };
};

interface Place {
  readonly pending: PendingBatch;
  readonly at: number;
}

const noteMissed = (
  places: readonly Place[],
  results: ReadonlyMap<number, mongo.ClientUpdateResult> | undefined,
): void => {
  for (const [index, { matchedCount, didUpsert }] of results ?? []) {
    const place = places[index];
    if (matchedCount === 0 && !didUpsert) place?.pending.miss(place.at);
  }
};

/** The same value is asked for by others of the group: they are refused with it, not one after the other. */
const refuseLikewise = (group: readonly PendingBatch[], refused: Write, error: unknown): void => {
  if (refused.kind !== "insert" || refused.step !== "claim") return;
  const { to, document } = refused;
  for (const pending of group) {
    const isAsked = pending.left.some(
      (write) => write.kind === "insert" && write.to === to && write.document._id === document._id,
    );
    if (!isAsked) continue;
    // nothing of it is written yet
    pending.refuse(pending.next, error);
    pending.end();
  }
};

/** Ends a batch whose writes all stand; the others do not wait for what its owner does then. */
const finish = async (pending: PendingBatch): Promise<void> => {
  try {
    for (const step of steps) await pending.batch.reached?.(step);
    pending.end();
  } catch (error) {
    pending.fail(error);
  }
};

/** What stands of a group whose bulk was stopped at a write. @returns what is to be written again */
const sortOut = (
  group: readonly PendingBatch[],
  { pending: stopped, at }: Place,
  refusal: { readonly code: number; readonly error: unknown },
): PendingBatch[] => {
  const place = group.indexOf(stopped);
  const rest = group.slice(place + 1);
  for (const pending of group.slice(0, place)) void finish(pending);
  const write = stopped.batch.writes[at];
  const verdict = stopped.meet(at, refusal);
  stopped.advance(verdict === "on" ? at + 1 : at);
  if (verdict === "ended") {
    stopped.end();
    if (write !== undefined) refuseLikewise(rest, write, refusal.error);
  }
  const isThrough = !stopped.isEnded && stopped.left.length === 0;
  if (isThrough) void finish(stopped);
  return [...(isThrough ? [] : [stopped]), ...rest].filter(({ isEnded }) => !isEnded);
};

/**
 * Writes batches as one bulk over collections, which the store does in order and ends at the first refusal.
 * @returns batches that are to be written again, from where they stand
 * @throws what leaves it open what of them stands
 */
export const writeInOrder = async (
  connection: mongoose.Connection,
  group: readonly PendingBatch[],
): Promise<PendingBatch[]> => {
  const places = group.flatMap((pending) =>
    pending.left.map((_write, index): Place => ({ pending, at: pending.next + index })),
  );
  const models = group.flatMap(({ left }) => left.map((write) => toModel(write, connection.name)));
  try {
    if (models.length > 0) {
      const client = connection.getClient();
      const { updateResults } = await client.bulkWrite(models, { ordered: true, verboseResults: true });
      noteMissed(places, updateResults);
    }
  } catch (error) {
    const stop = stopOf(error);
    const place = stop === null ? undefined : places[stop.index];
    if (stop === null || place === undefined) throw error;
    noteMissed(places, stop.updateResults);
    return sortOut(group, place, stop);
  }
  for (const pending of group) void finish(pending);
  return [];
};

/** Where and why the store ended a bulk; null when that is not all that went wrong. */
const stopOf = (error: unknown) => {
  if (!(error instanceof mongoose.mongo.MongoClientBulkWriteError)) return null;
  const [first] = error.writeErrors;
  if (first === undefined || error.writeConcernErrors.length > 0) return null;
  const [index, { code, message }] = first;
  const { updateResults } = error.partialResult ?? {};
  return { index, code, error: Object.assign(new Error(message), { code }), updateResults };
};
