/** What is wrong with a key, in the words of the connection form; never the key itself. */
export class KeyProblem extends Error {}

/**
 * The key as it is sent: without blanks around it and signs that nobody sees.
 * @throws KeyProblem for what cannot be one, since a request with it would fail with a text that shows it
 */
export const connectionKey = (typed: string | undefined): string => {
  const key = (typed ?? "").replace(/\p{Cf}/gu, "").trim();
  if (key === "")
    throw new KeyProblem("The API Key of the connection is empty. Reconnect with a key from your console.");
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new KeyProblem(
      "The API Key of the connection holds signs that no key has, such as the dots of a hidden one. Copy the whole key when it is shown, or regenerate it.",
    );
  return key;
};
