import { faults, type Tally } from "../support/tally.ts";

/** A part of a run: what it tells of itself, and whether all of it held. */
export interface Part {
  readonly name: string;
  readonly tallies: readonly Tally[];
  readonly seconds: number;
  readonly holds: boolean;
}

const sum = (all: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const total: Record<string, number> = {};
  for (const one of all)
    for (const [name, count] of Object.entries(one)) total[name] = (total[name] ?? 0) + count;
  return total;
};

const cells = (what: string, tallies: readonly Tally[], verdict: string): string[] => {
  const tried = Object.entries(sum(tallies.map((one) => one.tried)));
  const found = sum(tallies.map((one) => one.found));
  return [
    what,
    tried.map(([name, count]) => `${count.toLocaleString("en-US")} ${name}`).join(", "),
    ...faults.map((fault) => (found[fault] === undefined ? "–" : String(found[fault]))),
    verdict,
  ];
};

/** The rows of a part: one for each thing that was tried, or one that says that it told of none. */
const rowsOf = ({ name, tallies, seconds, holds }: Part): string[][] => {
  const verdict = holds ? `holds, ${Math.round(seconds)} s` : "does not hold: see above";
  const whats = [...new Set(tallies.map(({ what }) => what))];
  if (whats.length === 0) return [cells(name, [], verdict)];
  return whats.map((what) =>
    cells(
      what,
      tallies.filter((one) => one.what === what),
      verdict,
    ),
  );
};

/** Rows as a table in Markdown, the first one its head. */
export const markdown = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body.map(line)].join(
    "\n",
  );
};

/** The table of a run, in Markdown. */
export const table = (parts: readonly Part[]): string =>
  markdown([["what", "how many", ...faults, ""], ...parts.flatMap(rowsOf)]);

/** Whether each part held and found nothing wrong. A part that tells of nothing has proved nothing. */
export const allHolds = (parts: readonly Part[]): boolean =>
  parts.every(
    ({ holds, tallies }) =>
      holds &&
      tallies.length > 0 &&
      tallies.every(({ found }) => Object.values(found).every((count) => count === 0)),
  );
