import { PersonErased } from "../core/seals.ts";
import type { Platform } from "../platform/index.ts";

/** The answer of a call as it is kept for repeats: in the vault, and within under the keys of the customers in it. */
export interface KeptAnswer {
  readonly of: readonly string[];
  readonly sealed: string;
}

/** The customers whom an answer is about. In a text value the quotes would be escaped. */
const customersIn = (json: string): string[] => [
  ...new Set([...json.matchAll(/"(?:customer_id|id)":"(c_[0-9a-z]+)"/g)].map(([, id = ""]) => id)),
];

export const sealKept = async (
  { vault, seals }: Pick<Platform, "vault" | "seals">,
  json: string,
): Promise<KeptAnswer> => {
  const of = customersIn(json);
  let text = json;
  for (const id of of) text = (await seals.seal(id, text)).sealed;
  return { of, sealed: vault.seal(text) };
};

/** @throws PersonErased when a customer whom it is about is gone */
export const openKept = async (
  { vault, seals }: Pick<Platform, "vault" | "seals">,
  answer: KeptAnswer | string | null,
): Promise<string> => {
  if (answer === null) throw new PersonErased();
  if (typeof answer === "string") return vault.open(answer);
  const reader = await seals.reader(answer.of);
  if (!answer.of.every((id) => reader.exists(id))) throw new PersonErased();
  let text = vault.open(answer.sealed);
  for (const id of [...answer.of].reverse()) {
    const opened = reader.open({ of: id, sealed: text });
    if (opened === null) throw new PersonErased();
    text = opened;
  }
  return text;
};
