import assert from "node:assert/strict";
import { planFor } from "../../server/src/embedded-mongo/store/plan.ts";
import { collectionOf, type Doc, useStore } from "./support.ts";

describe("embedded-mongo › use of indexes", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);
  const inside = () => {
    const collection = store.served.store.collection("test.things");
    assert.ok(collection);
    return collection;
  };
  const plan = (filter: Doc, sort: Doc = {}) => planFor(inside(), { filter, sort });

  beforeEach(async () => {
    await things().createIndex({ stream: 1, seq: 1 });
    await things().createIndex({ business_id: 1, type: 1, _id: -1 });
    await things().createIndex(
      { email: 1 },
      { unique: true, partialFilterExpression: { email: { $exists: true } } },
    );
    await things().createIndex({ tags: 1 });
    await things().createIndex({ rare: 1 }, { sparse: true });
    await things().insertMany(
      Array.from({ length: 500 }, (_, n) => ({
        _id: `id_${String(n).padStart(3, "0")}`,
        stream: `s${n % 10}`,
        seq: n,
        business_id: `b${n % 5}`,
        type: n % 2 ? "x" : "y",
        email: `e${n}`,
        tags: [n % 7, n % 3],
      })),
    );
  });

  const cases: [string, Doc, Doc, string, boolean][] = [
    ["_id", { _id: "id_001" }, {}, "_id_", true],
    ["a range of _id in its order", { _id: { $gt: "id_100" } }, { _id: 1 }, "_id_", true],
    ["a prefix and a range, sorted", { stream: "s1", seq: { $gt: 5 } }, { seq: 1 }, "stream_1_seq_1", true],
    ["the same backwards", { stream: "s1" }, { seq: -1 }, "stream_1_seq_1", true],
    [
      "a page behind a cursor",
      { business_id: "b1", type: "x", _id: { $lt: "id_300" } },
      { _id: -1 },
      "business_id_1_type_1__id_-1",
      true,
    ],
    ["$in, sorted afterwards", { stream: { $in: ["s1", "s2"] } }, { seq: 1 }, "stream_1_seq_1", false],
    ["a partial index where the filter implies it", { email: "e7" }, {}, "email_1", true],
    ["the whole where it does not", { email: null }, {}, "scan", true],
    ["a multikey index", { tags: 3 }, {}, "tags_1", true],
    ["a sparse index for what is there", { rare: 1 }, {}, "rare_1", true],
    ["no sparse index for what is not", { rare: null }, {}, "scan", true],
    ["an index for its order alone", {}, { stream: 1, seq: 1 }, "stream_1_seq_1", true],
    ["no multikey index for an order", {}, { tags: 1 }, "scan", false],
  ];
  for (const [name, filter, sort, source, isSorted] of cases) {
    it(`uses ${name}`, () => {
      const chosen = plan(filter, sort);
      assert.deepEqual([chosen.source, chosen.isSorted], [source, isSorted]);
    });
  }

  describe("over several members of one array", () => {
    const found = async (filter: Doc, sort: Record<string, 1 | -1> = { _id: 1 }): Promise<unknown[]> =>
      things()
        .find(filter as never)
        .sort(sort)
        .map(({ _id }) => _id)
        .toArray();
    const inMembers = async (filter: Doc): Promise<number> => {
      inside().examined.entries = 0;
      assert.deepEqual(await found(filter), ["wanted"]);
      return inside().examined.entries;
    };

    beforeEach(async () => {
      await things().createIndex({ "s.x": 1, "s.y": 1 });
      await things().createIndex({ "deep.list.x": 1, "deep.list.y": 1 });
      const others = Array.from({ length: 20 }, (_, n) => ({ _id: `other_${n}`, s: [{ x: 1, y: 100 + n }] }));
      await things().insertMany(others);
    });

    it("finds a document whose members meet one condition each, by equality and by range", async () => {
      const s = [
        { x: 1, y: 9 },
        { x: 9, y: 2 },
      ];
      await things().insertOne({ _id: "wanted", s, deep: [{ list: s }] });
      assert.equal(plan({ "s.x": 1, "s.y": 2 }).source, "s.x_1_s.y_1");
      for (const filter of [
        { "s.x": 1, "s.y": 2 },
        { "s.x": 1, "s.y": { $lt: 3 } },
        { "s.x": { $in: [1, 5] }, "s.y": { $in: [2, 5] } },
        { $and: [{ "s.x": 1 }, { "s.y": 2 }] },
        { "deep.list.x": 1, "deep.list.y": 2 },
      ])
        assert.deepEqual(await found(filter), ["wanted"], JSON.stringify(filter));
      assert.equal(await things().countDocuments({ "s.x": 1, "s.y": 2 }), 1);
      assert.equal(
        (await things().updateMany({ "s.x": 1, "s.y": 2 }, { $set: { seen: 1 } })).matchedCount,
        1,
      );
      assert.deepEqual(await found({ s: { $elemMatch: { x: 1, y: 2 } } }), []);
    });

    it("narrows by both where $elemMatch asks them of one member", async () => {
      await things().insertOne({
        _id: "wanted",
        s: [{ x: 1, y: 2 }],
        deep: [
          {
            list: [
              { x: 1, y: 9 },
              { x: 1, y: 2 },
            ],
          },
        ],
      });
      assert.equal(await inMembers({ s: { $elemMatch: { x: 1, y: 2 } } }), 1);
      assert.equal(await inMembers({ s: { $elemMatch: { x: 1, y: { $lt: 3 } } } }), 1);
      assert.equal(await inMembers({ deep: { $elemMatch: { list: { $elemMatch: { x: 1, y: 2 } } } } }), 1);
      assert.equal(await inMembers({ "deep.list": { $elemMatch: { x: 1, y: 2 } } }), 1);
      // Two $elemMatch may be met by two members, and one above two arrays says nothing of the lower.
      assert.ok(
        (await inMembers({ $and: [{ s: { $elemMatch: { x: 1 } } }, { s: { $elemMatch: { y: 2 } } }] })) > 1,
      );
      assert.equal(await inMembers({ deep: { $elemMatch: { "list.x": 1, "list.y": 2 } } }), 2);
    });

    it("does not take $elemMatch on members for a condition on the document alone", async () => {
      await things().deleteMany({});
      await things().insertMany([
        { _id: "no array", s: { x: 1, y: 2 } },
        { _id: "nested", s: [[{ x: 1, y: 2 }]] },
      ]);
      assert.equal(await things().countDocuments({ s: { $elemMatch: { x: 1, y: 2 } } }), 1);
      assert.equal(await things().countDocuments({ s: { $elemMatch: { "0.x": 1 } } }), 1);
    });

    it("does not count what meets the parts of $elemMatch but is no array", async () => {
      await things().createIndex({ "one.x": 1 });
      await things().insertOne({ _id: "no array", one: { x: 1 } });
      assert.equal(await things().countDocuments({ one: { $elemMatch: { x: 1 } } }), 0);
    });

    it("takes a number below $elemMatch for a place in the member, not in the array", async () => {
      await things().createIndex({ "grid.0.x": 1 });
      await things().insertOne({ _id: "wanted", grid: [[{ x: 9 }], [{ x: 1 }]] });
      assert.deepEqual(await found({ grid: { $elemMatch: { "0.x": 1 } } }), ["wanted"]);
    });

    it("sorts by an array's least member, not by the one it was found by", async () => {
      await things().deleteMany({});
      await things().insertMany([
        { _id: "a", tags: [5, 9] },
        { _id: "b", tags: [5, 1] },
      ]);
      assert.deepEqual(await found({ tags: 5 }, { tags: 1 }), ["b", "a"]);
      assert.deepEqual(await found({ tags: 5 }, { tags: -1 }), ["a", "b"]);
    });
  });

  it("looks at no more than a page needs", async () => {
    inside().examined.entries = 0;
    const page = await things()
      .find({ business_id: "b1", type: "x", _id: { $lt: "id_400" } })
      .sort({ _id: -1 })
      .limit(5)
      .map(({ _id }) => _id)
      .toArray();
    assert.deepEqual(page, ["id_391", "id_381", "id_371", "id_361", "id_351"]);
    assert.ok(inside().examined.entries <= 6, `${inside().examined.entries} entries`);
  });

  it("counts by the index without fetching a document", async () => {
    inside().examined.fetched = 0;
    assert.equal(await things().countDocuments({ stream: "s1", seq: { $gte: 100, $lt: 200 } }), 10);
    assert.equal(inside().examined.fetched, 0);
  });

  it("finds texts too long for a key by ranges that end among them, in an index and by _id", async () => {
    const start = "z".repeat(437);
    const texts = Array.from({ length: 20 }, (_, at) => `${start}z${at}`);
    const long = collectionOf(store.db, "long");
    await long.createIndex({ text: 1 });
    await long.createIndex({ down: -1 });
    await long.insertMany(texts.map((text) => ({ _id: text, text, down: text })));
    for (const path of ["text", "down", "_id"]) {
      for (const range of [{ $gt: start }, { $gte: start }, { $lt: `${start}{` }, { $lte: `${start}{` }])
        assert.equal(
          (await long.find({ [path]: range }).toArray()).length,
          20,
          JSON.stringify({ [path]: range }),
        );
      assert.equal(await long.countDocuments({ [path]: { $lt: start } }), 0);
      assert.equal(await long.countDocuments({ [path]: { $gt: `${start}{` } }), 0);
    }
  });

  it("joins the branches of $or, each by its index, without doubles", async () => {
    inside().examined.entries = 0;
    const found = await things()
      .find({ $or: [{ email: "e1" }, { stream: "s1", seq: { $lt: 20 } }, { email: "e2" }] })
      .sort({ seq: 1 })
      .map(({ seq }) => seq)
      .toArray();
    assert.deepEqual(found, [1, 2, 11]);
    assert.ok(inside().examined.entries <= 5);
  });

  it("joins the branches of $or where the rest alone has an index that narrows less", async () => {
    inside().examined.entries = 0;
    const found = await things()
      .find({ business_id: "b1", $or: [{ email: "e1" }, { email: "e2" }, { email: "e6" }] })
      .map(({ seq }) => seq)
      .toArray();
    assert.deepEqual(found, [1, 6]);
    assert.ok(inside().examined.entries <= 3, String(inside().examined.entries));
  });

  it("reads a page in its order, whatever branches there are beside it", async () => {
    inside().examined.entries = 0;
    const business_id = "b1";
    const branches = [
      { business_id, type: "x" },
      { business_id, type: "y" },
    ];
    const found = await things().find({ stream: "s1", $or: branches }).sort({ seq: 1 }).limit(2).toArray();
    assert.equal(found.length, 2);
    assert.ok(inside().examined.entries <= 8, String(inside().examined.entries));
  });

  it("follows a hint, and finds the same by every index and by none", async () => {
    const filter = { stream: "s1", business_id: "b1" };
    const by = async (hint: string | Doc): Promise<number> =>
      (
        await things()
          .find(filter, { hint: hint as never })
          .toArray()
      ).length;
    assert.deepEqual(
      [
        await by("stream_1_seq_1"),
        await by({ business_id: 1, type: 1, _id: -1 }),
        await by({ $natural: 1 }),
        await by("_id_"),
      ],
      [50, 50, 50, 50],
    );
  });
});
