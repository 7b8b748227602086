import assert from "node:assert/strict";
import { isSealed, newPersonKey, openSeals, type PersonKeys } from "../../../server/src/core/seals.ts";

/** Keys that a test takes away, and how often they were read. */
const keysOf = (given: Record<string, string | null>) => {
  const keys = new Map(Object.entries(given));
  let reads = 0;
  const source: PersonKeys = {
    async find(ids) {
      reads += 1;
      return new Map(ids.flatMap((id) => (keys.has(id) ? [[id, keys.get(id) ?? null] as const] : [])));
    },
    async require(id) {
      reads += 1;
      if (keys.get(id) === null) keys.set(id, newPersonKey());
      return keys.get(id) ?? null;
    },
  };
  return { keys, source, reads: () => reads };
};

describe("seals", () => {
  it("open what was sealed of a person, by the keys that stand now", async () => {
    const { source } = keysOf({ c_ann: newPersonKey(), c_bob: newPersonKey() });
    const seals = openSeals(source);
    const ann = await seals.seal("c_ann", "Ann Lee");
    assert.ok(isSealed(ann) && !JSON.stringify(ann).includes("Ann"));
    const reader = await seals.reader(["c_ann", "c_bob", "c_nobody"]);
    assert.equal(reader.open(ann), "Ann Lee");
    assert.deepEqual(["c_bob", "c_nobody"].map(reader.exists), [true, false]);
    assert.throws(() => reader.open({ ...ann, of: "c_bob" }), "another's key opens nothing");
  });

  it("open nothing of a person who is gone, also what is sealed later from memory", async () => {
    const { keys, source } = keysOf({ c_ann: newPersonKey() });
    const seals = openSeals(source);
    const before = await seals.seal("c_ann", "Ann Lee");
    keys.delete("c_ann");
    const after = await seals.seal("c_ann", "Ann Lee");
    const unmet = await openSeals(source).seal("c_ann", "Ann Lee");
    const reader = await seals.reader(["c_ann"]);
    assert.deepEqual([before, after, unmet].map(reader.open), [null, null, null]);
    keys.set("c_ann", newPersonKey());
    const anew = await seals.reader(["c_ann"]);
    for (const value of [before, after, unmet]) assert.throws(() => anew.open(value));
  });

  it("read no key that was met with its person, and give one to who has none", async () => {
    const { keys, source, reads } = keysOf({ c_ann: newPersonKey(), c_old: null });
    const seals = openSeals(source);
    seals.meet("c_ann", keys.get("c_ann") ?? "");
    await seals.seal("c_ann", "Ann Lee");
    assert.equal(reads(), 0);
    const old = await seals.seal("c_old", "Otto");
    assert.equal((await seals.reader(["c_old"])).open(old), "Otto");
  });
});
