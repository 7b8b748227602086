/*
 * What the server says in English of a value that is not written as it must be, by the beginning of its words, and
 * the text of the console that says so in the reader's language. A value of another kind is said in the server's words.
 */
const said = [
  ["is no email address", "email"],
  ["is no phone number", "phone"],
  ["is no web address", "url"],
  ["must be YYYY-MM-DD or --MM-DD", "day"],
  ["is not a day of the calendar", "day"],
  ["must be a language tag", "language"],
  ["must be 3 to 100 letters", "login"],
  ["must be 3 to 40 letters", "code"],
  ["must be a decimal", "amount"],
  ["must be an ISO 4217 code", "currency"],
  ["is not a currency", "currency"],
] as const;

type Word = (typeof said)[number][1];

/** Which of the console's texts (`wrong.…`) says this in the reader's language; null where none does. */
export const wordFor = (detail: string): Word | null =>
  said.find(([beginning]) => detail.startsWith(beginning))?.[1] ?? null;
