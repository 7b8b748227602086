import { eventNames } from "../../server/src/catalog/index.ts";
import { expectNone, sourcesBelow, textOf } from "./tree.ts";

const ours = sourcesBelow("server", "zapier-app", "make-app", "test");
const server = ours.filter((path) => path.startsWith("server/"));
const isHere = (path: string): boolean => path.startsWith("test/guards/");

const matching = (paths: readonly string[], pattern: RegExp): string[] =>
  paths.flatMap((path) =>
    textOf(path)
      .split("\n")
      .flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}  ${line.trim()}`] : [])),
  );

/** Lines that say something: neither blank nor comment, as the linter counts. */
const codeLines = (path: string): number =>
  textOf(path)
    .split("\n")
    .filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length;

/** Receivers in several languages that the console shows people: text, not code of ours. */
const shownCode = "server/console/pages/integrations/webhooks/snippets.ts";

describe("source", () => {
  it("names an event only in the catalogue, so that a name has one place", () => {
    // voucher_expired is an error code too, and a Failure is not an event.
    const literal = new RegExp(`(?<!Failure\\()["'\`](${eventNames.join("|")})["'\`]`);
    // The console has the catalogue's types alone: the compiler holds the names in this file to them.
    const typed = "server/console/api/event-names.ts";
    const elsewhere = server.filter((path) => !path.startsWith("server/src/catalog/") && path !== typed);
    expectNone(
      matching(elsewhere, literal),
      "Use the catalogue's object, for instance voucherRedeemed.name:",
    );
  });

  it("reads the environment in config.ts only", () => {
    const elsewhere = server.filter((path) => !["server/src/process/config.ts", shownCode].includes(path));
    expectNone(matching(elsewhere, /process\.env\b/), "Ask the configuration instead:");
  });

  it("writes lines through the log, which hides secrets and people; only what a person at a terminal reads goes past it", () => {
    const elsewhere = server.filter(
      (path) =>
        path !== shownCode &&
        !/^server\/src\/((process|demo|generate)\/|main\.ts$|embedded-mongo\/cli\.ts$)/.test(path),
    );
    expectNone(matching(elsewhere, /\bconsole\.\w+\(|process\.(stdout|stderr)\b/), "Use platform.log:");
    const core = server.filter((path) => path !== "server/src/core/log.ts");
    expectNone(matching(core, /from "pino"/), "Use core/log:");
  });

  it("has files of at most 250 lines", () => {
    const long = ours.map((path) => [path, codeLines(path)] as const).filter(([, count]) => count > 250);
    expectNone(
      long.map(([path, count]) => `${path}: ${count}`),
      "Split these by what one opens them for:",
    );
  });

  it("leaves no note for later", () => {
    const others = ours.filter((path) => !isHere(path));
    expectNone(matching(others, /\b(TODO|FIXME|XXX|HACK)\b/), "Do it or drop it:");
  });

  it("skips no test and runs none alone", () => {
    const tests = ours.filter((path) => path.startsWith("test/") && !isHere(path));
    expectNone(
      matching(tests, /\b(?:describe|it|test|context)\.(?:skip|only)\b|\b(?:xit|xdescribe)\(/),
      "All tests run:",
    );
  });
});
