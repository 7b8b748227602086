import { mappedFields } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import type { Platform } from "../platform/index.ts";
import { tills, type TillDocument } from "./model.ts";

/** Anybody can make a till's address refuse something: one in so long is written down. */
const noteEveryMs = 10_000;

/** The pointers of a refusal that are the mapping's or our own: others are words of whoever sent the body. */
const fieldsOf = ({ mapping }: TillDocument, { details }: Failure): string[] => {
  const known = new Set([...mappedFields.map((name) => `/${name}`), ...Object.values(mapping?.fields ?? {})]);
  const pointers = (details.errors ?? []).map(({ pointer }) => pointer);
  return [...new Set(pointers)].filter((pointer) => known.has(pointer));
};

const note = async (platform: Platform, till: TillDocument, failure: Failure): Promise<void> => {
  const at = platform.clock.now();
  const isSoon =
    till.last_refusal !== undefined && at.getTime() - till.last_refusal.at.getTime() < noteEveryMs;
  if (isSoon) return;
  const last_refusal = { at, code: failure.code, fields: fieldsOf(till, failure) };
  await platform.store.collection(tills).updateOne({ _id: till._id }, { $set: { last_refusal } });
};

/** Runs what may refuse a till, and notes with the till that it did. The refusal is told whether or not it could be noted. */
export const notingRefusal = async <T>(
  platform: Platform,
  till: TillDocument,
  run: () => T | Promise<T>,
): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Failure) {
      await note(platform, till, error).catch((fault: unknown) => {
        platform.log.warn({ err: fault, till: till._id }, "a till's refusal could not be noted");
      });
    }
    throw error;
  }
};
