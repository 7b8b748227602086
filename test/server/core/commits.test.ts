import assert from "node:assert/strict";
import type { CommitMode, Write } from "../../../server/src/core/commits/index.ts";
import { inserting, updating } from "../../../server/src/core/commits/index.ts";
import { createLog } from "../../../server/src/core/log.ts";
import { defineCollection, openStore, type Store } from "../../../server/src/core/store.ts";
import { freshDatabase } from "../../support/store.ts";

interface Note {
  readonly _id: string;
  readonly by: string;
  readonly count?: number;
}

const keys = defineCollection<Note>("keys");
const notes = defineCollection<Note>("notes");
const shown = defineCollection<Note>("shown");

/** What a command of these tests writes: a key of its own or a shared one, a note, what is shown of it. */
const batchOf = (by: string, key = by): Write[] => [
  inserting(keys, { _id: key, by }, { step: "claim", onDuplicate: "stop" }),
  inserting(notes, { _id: by, by }, { step: "entry", onDuplicate: "stop" }),
  inserting(shown, { _id: by, by }, { step: "document", onDuplicate: "pass" }),
];

for (const mode of ["atomic", "ordered", "staged"] as const satisfies readonly CommitMode[])
  describe(`commits, ${mode}`, () => {
    let store: Store;
    let bulks = 0;

    beforeEach(async () => {
      const listen = ({ name }: { name: string }): void => {
        if (["bulkWrite", "insert", "update"].includes(name)) bulks += 1;
      };
      store = await openStore(await freshDatabase(), createLog("silent"), { commits: mode, listen });
      await store.prepare([keys, notes, shown]);
      bulks = 0;
    });
    afterEach(async () => {
      await store.connection.dropDatabase();
      await store.close();
    });

    const write = (writes: readonly Write[]) => store.commits.write({ writes });
    const standing = async (definition: typeof keys): Promise<string[]> =>
      (await store.collection(definition).find().sort({ _id: 1 }).toArray()).map(({ by }) => by);
    /** Commands that one batch takes: one bulk, or one for each step. */
    const perGroup = mode === "staged" ? 3 : 1;

    it("are a crowd by the writes that wait, counted along, whatever was refused or written again before", async () => {
      await write(batchOf("a"));
      await Promise.all([write(batchOf("b")), write(batchOf("c", "a")), write(batchOf("d"))]);
      let reads = 0;
      /** Refused its first write, so that none of the others is tried. */
      const refused = (count: number) => {
        const writes = [
          inserting(keys, { _id: "a", by: "never" }, { step: "claim", onDuplicate: "stop" }),
          ...Array.from({ length: count - 1 }, (_, at) =>
            inserting(notes, { _id: `never ${at}`, by: "never" }, { step: "entry", onDuplicate: "stop" }),
          ),
        ];
        return store.commits.write({
          get writes() {
            reads += 1;
            return writes;
          },
        });
      };
      const almost = refused(19_999);
      reads = 0;
      assert.equal(store.commits.isCrowded, false);
      const last = refused(1);
      reads = 0;
      assert.equal(store.commits.isCrowded, true);
      assert.equal(reads, 0, "asking costs the same however many wait");
      for (const { refused: refusal } of await Promise.all([almost, last])) assert.equal(refusal?.at, 0);
      assert.equal(store.commits.isCrowded, false);
      assert.deepEqual(await standing(notes), ["a", "b", "d"]);
    });

    it("go together when they come together, and at once when nothing is under way", async () => {
      await write(batchOf("a"));
      assert.equal(bulks, perGroup);
      const names = Array.from({ length: 16 }, (_, at) => `b${at}`);
      const all = await Promise.all(names.map((name) => write(batchOf(name))));
      assert.ok(all.every(({ refused }) => refused === null));
      assert.equal(bulks, 2 * perGroup);
      // what comes while one is under way is the next group, however many there are
      const first = write(batchOf("c"));
      await new Promise(setImmediate);
      await Promise.all([first, ...["d", "e", "f"].map((name) => write(batchOf(name)))]);
      assert.equal(bulks, 4 * perGroup);
      assert.equal((await standing(shown)).length, 21);
    });

    it("that are refused undo nothing of others, and nothing of theirs is written behind the refusal", async () => {
      await write(batchOf("first", "key"));
      const [one, two, three] = await Promise.all([
        write(batchOf("one")),
        write(batchOf("two", "key")),
        write(batchOf("three")),
      ]);
      assert.deepEqual([one.refused, three.refused], [null, null]);
      assert.equal(two.refused?.at, 0);
      assert.equal((two.refused?.error as { code?: number }).code, 11_000);
      assert.deepEqual(await standing(notes), ["first", "one", "three"]);
      assert.deepEqual(await standing(shown), ["first", "one", "three"]);
    });

    it("that want one value are refused but for the first, in few writes", async () => {
      const names = Array.from({ length: 30 }, (_, at) => `n${String(at).padStart(2, "0")}`);
      const all = await Promise.all(names.map((name) => write(batchOf(name, "key"))));
      assert.equal(all.filter(({ refused }) => refused === null).length, 1);
      assert.deepEqual(await standing(notes), await standing(keys));
      assert.ok(bulks <= 2 * perGroup, `${bulks} commands`);
    });

    it("refused at a rival's entry leave what is before it to their owner", async () => {
      await store.collection(notes).insertOne({ _id: "mine", by: "rival" });
      const [other, mine] = await Promise.all([write(batchOf("other")), write(batchOf("mine"))]);
      assert.deepEqual([other.refused, mine.refused?.at], [null, 1]);
      assert.deepEqual(await standing(keys), ["mine", "other"]);
      assert.deepEqual(await standing(shown), ["other"]);
    });

    it("pass over what stands already, and go on behind it", async () => {
      await store.collection(shown).insertOne({ _id: "a", by: "before" });
      const mark = updating(
        keys,
        { filter: { _id: "m" }, change: { $inc: { count: 1 } }, upsert: true },
        "mark",
      );
      const written = await write([...batchOf("a"), mark]);
      assert.deepEqual([written.refused, [...written.passed]], [null, [2]]);
      assert.equal((await store.collection(keys).findOne({ _id: "m" }))?.count, 1);
      assert.equal((await store.collection(shown).findOne({ _id: "a" }))?.by, "before");
    });

    it("say which updates matched nothing", async () => {
      await store.collection(notes).insertOne({ _id: "a", by: "x" });
      const set = (by: string) =>
        updating(notes, { filter: { _id: "a", by }, change: { $set: { by: "y" } } }, "document");
      const [hit, miss] = await Promise.all([write([set("x")]), write([set("z")])]);
      assert.deepEqual([hit.missed.size, [...miss.missed]], [0, [0]]);
    });

    it("that the driver cannot take at all take nobody with them", async () => {
      const unwritable = inserting(
        notes,
        { _id: "u", by: "x".repeat(17 * 1024 * 1024) },
        { step: "entry", onDuplicate: "stop" },
      );
      const [bad, good] = await Promise.allSettled([write([unwritable]), write(batchOf("good"))]);
      assert.equal(good.status, "fulfilled");
      assert.ok(bad.status === "rejected" || bad.value.refused !== null);
      assert.deepEqual(await standing(shown), ["good"]);
    });
  });
