import { appendFileSync } from "node:fs";

/*
 * What `npm run trust` puts into its table: a test of promises says what it has tried and what it has found, before it
 * judges it. Where nobody asked for the table this does nothing.
 */

/** What was found wrong: none of it may be. */
export const faults = ["lost", "leaked", "doubled", "crashed"] as const;

export interface Tally {
  /** What was tried, in a person's words. */
  readonly what: string;
  /** How many of what: `{ events: 120, kills: 9 }`. Those of one `what` are added up. */
  readonly tried: Readonly<Record<string, number>>;
  readonly found: Readonly<Partial<Record<(typeof faults)[number], number>>>;
}

/** The file that the tallies of a run are added to, a line of JSON each. */
export const tallyFile = "TRUST_TALLY";

export const tally = (one: Tally): void => {
  const file = process.env[tallyFile];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(one)}\n`);
};
