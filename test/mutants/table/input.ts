import type { Mutant } from "../mutant.ts";

const typed = "test/server/catalog/typed.test.ts";

/** What comes in: as people type and copy it, and as the fields of a Zap's step are filled. */
export const inputMutants: readonly Mutant[] = [
  {
    without: "reading without the signs that nobody sees",
    file: "server/src/catalog/parts.ts",
    find: '.replace(/\\p{Cf}/gu, "")',
    replace: "",
    test: typed,
    title: "identify a person without the signs that nobody sees",
  },
  {
    without: "refusing half a sign",
    file: "server/src/http/body.ts",
    find: "refuseIllFormed(parsed);",
    replace: "void 0;",
    test: typed,
    title: "are refused with half a sign in them, wherever it stands",
  },
  {
    without: "the Zap in a step's Idempotency-Key",
    file: "zapier-app/src/step-request.ts",
    find: "zapOf(bundle),",
    replace: "",
    test: "test/zapier-app/reference.test.ts",
    title: "give another Idempotency-Key to another step, other values, another Zap, and take any script",
  },
  {
    without: "stopping where the field for a person was mapped and came empty",
    file: "zapier-app/src/input.ts",
    find: 'if (sends === "first" && mapped.length > 0)',
    replace: "if (false)",
    test: "test/zapier-app/steps.test.ts",
    title: "do nothing for just anybody when those who are meant came empty",
  },
  {
    without: "reading a limit that is written in digits only",
    file: "server/src/catalog/define.ts",
    find: 'typeof sent === "string" && /^\\d+$/.test(sent) ?',
    replace: 'typeof sent === "string" && sent !== "" ?',
    test: "test/server/journal/events.test.ts",
    title: "refuse a limit, cursor, type or parameter that is none",
  },
  {
    without: "taking a currency in any case",
    file: "server/src/catalog/parts.ts",
    find: "\n  .toUpperCase()",
    replace: "",
    test: "test/server/tills/sales.test.ts",
    title: "in the currency's digits, zeros behind not counted, and its name in any case",
  },
  {
    without: "taking null for no body",
    file: "server/src/http/api.ts",
    find: "Object.keys(parsed ?? {}).length === 0",
    replace: "parsed !== null && Object.keys(parsed ?? {}).length === 0",
    test: "test/server/http/wrong-words.test.ts",
    title: "take a body that is null where none is asked for",
  },
];
