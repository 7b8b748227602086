import { isSealed, PersonErased, type Sealed, type Seals } from "../core/seals.ts";
import type { Vault } from "../core/secrets.ts";
import type { Store } from "../core/store.ts";
import type { Clock } from "../core/clock.ts";
import { journalCollection, type Entry } from "./entry.ts";

/** What answers are sealed with. */
export interface AnswerSeals {
  readonly vault: Vault;
  readonly seals: Seals;
}

/** The answer of an entry as it is kept: under the key of the customer it is about, else in the vault. */
export const sealAnswer = async (
  { vault, seals }: AnswerSeals,
  customerId: string | null,
  answer: unknown,
): Promise<Sealed | string> => {
  const text = JSON.stringify(answer);
  return customerId === null ? vault.seal(text) : seals.seal(customerId, text);
};

/** The answer that an entry was given. @throws PersonErased when the customer it is about is gone */
export const openAnswer = async ({ vault, seals }: AnswerSeals, { answer }: Entry): Promise<unknown> => {
  if (answer === undefined) throw new PersonErased();
  if (!isSealed(answer)) return JSON.parse(vault.open(answer));
  const text = (await seals.reader([answer.of])).open(answer);
  if (text === null) throw new PersonErased();
  return JSON.parse(text);
};

/** A process whose clock is behind may still ask for an answer that others hold to be over. */
const graceMs = 3_600_000;
const atOnce = 500;

/** Takes away the answers whose keys have ended; what happened stays. Safe in any number of processes. */
export const forgetAnswers = async (
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  stopping?: AbortSignal,
): Promise<void> => {
  const entries = store.collection(journalCollection);
  const before = new Date(clock.now().getTime() - graceMs);
  while (stopping?.aborted !== true) {
    const ended = await entries
      .find({ answer_ends_at: { $lte: before } }, { projection: { _id: 1 } })
      .limit(atOnce)
      .toArray();
    if (ended.length === 0) return;
    const those = { _id: { $in: ended.map(({ _id }) => _id) } };
    await entries.updateMany(those, { $unset: { answer: "", answer_ends_at: "" } });
  }
};
