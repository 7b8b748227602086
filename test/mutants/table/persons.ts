import type { Mutant } from "../mutant.ts";

const repeats = "test/server/personal-data/repeats.test.ts";

/** What keeps an erased person away. */
export const personMutants: readonly Mutant[] = [
  {
    without: "the look for the mark before a keyed call makes a customer",
    file: "server/src/customers/save.ts",
    find: "if (await isErased(platform, id)) throw new PersonErased();",
    replace: "",
    test: repeats,
    title: "leaves nothing behind when they are erased while it looks",
  },
  {
    without: "what a keyed call takes back of a customer erased beside it",
    file: "server/src/customers/save.ts",
    find: "await documents.deleteOne({ _id: id });",
    replace: "",
    test: repeats,
    title: "leaves nothing behind when they are erased while it looks",
  },
  {
    without: "the mark in the eyes of a keyed call",
    file: "server/src/customers/erasures.ts",
    find: "keyedCall !== null &&",
    replace: "keyedCall === null &&",
    test: repeats,
    title: "makes no customer again who got no card yet",
  },
  {
    without: "what is kept of a key whose customer is gone",
    file: "server/src/http/keyed.ts",
    find: "if (error instanceof PersonErased)",
    replace: "if (error === null)",
    test: repeats,
    title: "makes no customer again whose card stood",
  },
];
