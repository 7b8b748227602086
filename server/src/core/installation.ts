import { setTimeout as sleep } from "node:timers/promises";
import { clockSkewMs, type Clock } from "./clock.ts";
import { randomText } from "./secrets.ts";
import { defineCollection, isDuplicateKey, type Store } from "./store.ts";

interface Setting {
  _id: string;
  value: string;
}

/** Facts of the installation that all its processes share. */
export const settings = defineCollection<Setting>("settings");

/**
 * A secret of this installation: the configured one, else one made at the first start and kept in the store, where
 * every process finds it. The first writer wins, so processes that start together agree.
 */
export const installationSecret = async (
  store: Store,
  name: string,
  configured: string | undefined,
): Promise<string> => {
  if (configured !== undefined) return configured;
  const model = store.collection(settings);
  const known = await model.findOne({ _id: name });
  if (known !== null) return known.value;
  try {
    const fresh = { _id: name, value: randomText(48) };
    await model.insertOne(fresh);
    return fresh.value;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return installationSecret(store, name, configured);
  }
};

/** Longer than any of these tasks takes; after a crash the next one waits as long. */
const turnMs = 10_000;
const lookAgainMs = 200;

interface TurnParts {
  readonly store: Store;
  readonly clock: Clock;
}

/** @returns what gives the turn back; null while another process has it */
const takeTurn = async ({ store, clock }: TurnParts, name: string): Promise<(() => Promise<void>) | null> => {
  const model = store.collection(settings);
  const now = clock.now().getTime();
  const value = `${now + turnMs} ${randomText(12)}`;
  const giveBack = async (): Promise<void> => {
    await model.deleteOne({ _id: name, value });
  };
  try {
    await model.insertOne({ _id: name, value });
    return giveBack;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const standing = await model.findOne({ _id: name });
  if (standing === null) return null;
  const restMs = Number.parseInt(standing.value, 10) - now;
  // one that lasts longer than any was taken by a clock that was ahead, and is nobody's
  if (restMs > 0 && restMs <= turnMs + clockSkewMs) return null;
  const taken = await model.updateOne({ _id: name, value: standing.value }, { $set: { value } });
  return taken.modifiedCount === 1 ? giveBack : null;
};

/** Runs a task of the installation while no other process runs it; waits for its turn. */
export const oneAtATime = async <T>(parts: TurnParts, name: string, task: () => Promise<T>): Promise<T> => {
  for (;;) {
    const giveBack = await takeTurn(parts, `turn:${name}`);
    if (giveBack === null) {
      await sleep(lookAgainMs);
      continue;
    }
    try {
      return await task();
    } finally {
      await giveBack();
    }
  }
};
