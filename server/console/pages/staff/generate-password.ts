/** Letters and digits that cannot be mixed up when they are read out: 32, so that a byte gives each the same chance. */
const letters = "abcdefghjkmnpqrstuvwxyz123456789";

/** Four groups of five: 100 random bits. */
export const generatePassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) => letters[byte % letters.length]).join(""),
  ).join("-");
