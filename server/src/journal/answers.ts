import { isSealed, PersonErased, type Sealed, type Seals } from "../core/seals.ts";
import type { Vault } from "../core/secrets.ts";
import type { Entry } from "./entry.ts";

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
