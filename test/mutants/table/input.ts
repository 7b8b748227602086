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
];
