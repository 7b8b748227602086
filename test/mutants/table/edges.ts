import type { Mutant } from "../mutant.ts";

/** What holds at an edge: of a day, of an address, of a log that cannot be written. */
export const edgeMutants: readonly Mutant[] = [
  {
    without: "going on where a log line cannot be written",
    file: "server/src/core/log.ts",
    find: '  output.on("error", () => undefined);\n',
    replace: "",
    test: "test/server/process/run.test.ts",
    title: "serves on where the disk under its output is full",
  },
  {
    without: "the beginning of the next day as the end of a voucher's last one",
    file: "server/src/vouchers/validity.ts",
    find: "startOfDay(day.plus({ days: 1 }))",
    replace: 'day.endOf("day").plus({ seconds: 1 })',
    test: "test/server/vouchers/validity.test.ts",
    title: "ends before the day after begins, also where clocks go back at midnight",
  },
  {
    without: "hiding the rest of an address that no route has answered",
    file: "server/src/http/error-handler.ts",
    find: "return words === path ? path :",
    replace: "return path !== null ? path :",
    test: "test/server/http/log-lines.test.ts",
    title: "show the address of a card page without its secret, by any method, at any depth",
  },
  {
    without: "the methods of the address that is meant, among those that fit",
    file: "server/src/http/other-methods.ts",
    find: "paramNames.length === fewest",
    replace: "paramNames.length >= fewest",
    test: "test/server/http/problems.test.ts",
    title: "names the methods of the address that is meant, not those of an id in its place",
  },
  {
    without: "reading a drawn code as it was drawn, whatever was typed",
    file: "server/src/vouchers/mint.ts",
    find: '.replace(/[\\s\\p{Pd}]/gu, "")',
    replace: "",
    test: "test/server/catalog/typed.test.ts",
    title: "find a code of one's own in any case, and a drawn one however it is typed",
  },
];
