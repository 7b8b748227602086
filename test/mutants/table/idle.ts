import type { Mutant } from "../mutant.ts";

const test = "test/server/process/idle.test.ts";
const title = "writes nothing, looks for work once a second, and for what a crash left seldom";

/** What keeps a process quiet that has nothing to do. */
export const idleMutants: readonly Mutant[] = [
  {
    without: "the hour between two marks of the clockwork",
    file: "server/src/clockwork/index.ts",
    find: "if (isMarked || ",
    replace: "if (",
    test,
    title,
  },
  {
    without: "the pause of a crew that has nothing to do",
    file: "server/src/core/work-queue/pulse.ts",
    find: "const idleMs = 900;",
    replace: "const idleMs = 300;",
    test,
    title,
  },
  {
    without: "the rest of a sweep that found nothing",
    file: "server/src/app.ts",
    find: "Math.min(sweepPauseMs * 2, sweepSeldomMs)",
    replace: "sweepSoonMs",
    test,
    title,
  },
];
