import type { Mutant } from "../mutant.ts";

const repeats = "test/server/personal-data/repeats.test.ts";

/** What keeps an erased person away. */
export const personMutants: readonly Mutant[] = [
  {
    without: "languages as other systems write them",
    file: "server/src/catalog/parts.ts",
    find: ".overwrite(languageTag)",
    replace: ".overwrite((typed) => typed)",
    test: "test/server/customers/save.test.ts",
    title: "takes a language as other systems write it",
  },
  {
    without: "the look for the mark before a keyed call makes a customer",
    file: "server/src/customers/write.ts",
    find: "if (await isErased(platform, id)) throw new PersonErased();",
    replace: "",
    test: repeats,
    title: "leaves nothing behind when they are erased while it looks",
  },
  {
    without: "what a keyed call takes back of a customer erased beside it",
    file: "server/src/customers/write.ts",
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
  {
    without: "the marks of customers whom 0.1.0 had erased",
    file: "server/src/upgrade.ts",
    find: "await carryOverErasures(platform);",
    replace: "",
    test: "test/server/upgrade/upgrade.test.ts",
    title: "shows nothing of the customer whom 0.1.0 had erased, and keeps nothing of them",
  },
  {
    without: "the life of customers whom the journal speaks of",
    file: "server/src/personal-data/upgrade.ts",
    find: "!others.has(id)",
    replace: "id !== null",
    test: "test/server/upgrade/upgrade.test.ts",
    title: "is read and listed as 0.1.0 did",
  },
  {
    without: "the queues that 0.1.0 had left",
    file: "server/src/upgrade.ts",
    find: "await carryOverQueues(platform);",
    replace: "",
    test: "test/server/upgrade/upgrade.test.ts",
    title: "is delivered where 0.1.0 had not come to it, once, with the same id",
  },
  {
    without: "joining a name's part to what stands at that moment",
    file: "server/src/customers/write.ts",
    find: "...(isJoined && storedNames(before))",
    replace: "",
    test: "test/server/customers/save.test.ts",
    title: "joins a changed part to the part that stands, also when both are changed at once",
  },
];
