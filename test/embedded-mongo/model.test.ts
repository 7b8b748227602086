import assert from "node:assert/strict";
import { compareBy, Model, type Query, randomFrom, toFilter } from "./model.ts";
import { collectionOf, type Doc, type Stored, useStore } from "./support.ts";

const steps = 400;

describe("embedded-mongo › a long random run against a plain model", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);

  for (const seed of [1, 2, 3]) {
    it(`tells the same as the model at every step (seed ${seed})`, async () => {
      const random = randomFrom(seed);
      const model = new Model();
      for (const [key, options] of indexes) await things().createIndex(key, options);
      for (let step = 0; step < steps; step++) {
        await write(random, model);
        await compare(random, model);
        if (step === steps / 2) await store.restart();
      }
      assert.equal(await things().estimatedDocumentCount(), model.documents.size);
      // Each of a thousand writes waits for the disk, which others may keep busy.
    }).timeout(300_000);
  }

  const indexes: [Record<string, 1 | -1>, Doc][] = [
    [
      { a: 1, b: 1 },
      { unique: true, partialFilterExpression: { b: { $type: "string" } } },
    ],
    [{ a: -1 }, {}],
    [{ b: 1, c: -1 }, {}],
    [{ tags: 1 }, {}],
    [{ c: 1 }, { sparse: true }],
  ];

  type Random = (below: number) => number;

  function scalar(random: Random): unknown {
    const pick = random(10);
    if (pick < 6) return random(6);
    return pick < 9 ? ["x", "y", "z"][random(3)] : null;
  }

  function someDocument(random: Random): Stored {
    const document: Stored = { _id: random(60) };
    for (const field of ["a", "b", "c"]) if (random(4) > 0) document[field] = scalar(random);
    if (random(3) > 0) document.tags = Array.from({ length: random(3) }, () => random(5));
    return document;
  }

  function someQuery(random: Random): Query {
    const fields = ["_id", "a", "b", "c", "tags"].filter(() => random(5) < 2);
    return fields.map((field) => {
      const operand = field === "_id" ? random(60) : field === "tags" ? random(5) : scalar(random);
      const kind = random(7);
      if (kind === 0) return { field, tests: [["$in", [operand, scalar(random), 1]]] };
      if (kind === 1 && field !== "_id") return { field, tests: [["$exists", random(2) === 0]] };
      if (kind < 4 && operand !== null)
        return {
          field,
          tests: [
            [random(2) ? "$gt" : "$gte", operand],
            [random(2) ? "$lt" : "$lte", typeof operand === "number" ? operand + random(4) : "z"],
          ],
        };
      return { field, tests: [["$eq", operand]] };
    });
  }

  async function write(random: Random, model: Model): Promise<void> {
    const kind = random(10);
    if (kind < 5) return insertOne(random, model);
    if (kind < 8) return updateOne(random, model);
    if (kind === 8) return replaceOne(random, model);
    const query = someQuery(random);
    const { deletedCount } = await things().deleteMany({ ...toFilter(query), _id: { $lt: 12 } } as never);
    const gone = model.find(query).filter(({ _id }) => Number(_id) < 12);
    assert.equal(deletedCount, gone.length);
    for (const { _id } of gone) model.documents.delete(_id);
  }

  const outcome = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => "ok",
      ({ code }: { code?: number }) => (code === 11000 ? "duplicate" : `code ${code}`),
    );

  async function insertOne(random: Random, model: Model): Promise<void> {
    const document = someDocument(random);
    assert.equal(await outcome(things().insertOne({ ...document })), model.put(document, true));
  }

  async function updateOne(random: Random, model: Model): Promise<void> {
    const _id = random(60);
    const before = model.documents.get(_id);
    const [field, value] = [["a", "b", "c"][random(3)] as string, scalar(random)];
    const tag = random(5);
    const update = { $set: { [field]: value }, $push: { tags: tag } } as Doc;
    const done = await outcome(things().updateOne({ _id }, update));
    if (!before) return assert.equal(done, "ok");
    const after: Stored = {
      ...before,
      [field]: value,
      tags: [...((before.tags as number[] | undefined) ?? []), tag].slice(-4),
    };
    const expected = model.put(after, false);
    assert.equal(done, expected);
    if (expected === "ok")
      await things().updateOne({ _id }, { $push: { tags: { $each: [], $slice: -4 } } } as Doc);
  }

  async function replaceOne(random: Random, model: Model): Promise<void> {
    const document = someDocument(random);
    const isNew = !model.documents.has(document._id);
    assert.equal(
      await outcome(things().replaceOne({ _id: document._id }, { ...document }, { upsert: true })),
      model.put(document, isNew),
    );
  }

  async function compare(random: Random, model: Model): Promise<void> {
    const query = someQuery(random);
    const filter = toFilter(query);
    const field = ["_id", "a", "b", "c", "tags"][random(5)] as string;
    const direction = random(2) ? 1 : -1;
    const expected = model.find(query).sort(compareBy(field, direction));
    const sort: Record<string, 1 | -1> =
      field === "_id" ? { _id: direction } : { [field]: direction, _id: 1 };
    const shown = `${JSON.stringify(filter)} sorted by ${JSON.stringify(sort)}`;
    const ordered =
      field === "_id"
        ? [...expected].sort((left, right) => direction * (Number(left._id) - Number(right._id)))
        : expected;
    assert.deepEqual(
      await things()
        .find(filter as never)
        .sort(sort)
        .toArray(),
      ordered,
      shown,
    );
    const [skip, limit] = [random(4), 1 + random(5)];
    assert.deepEqual(
      await things()
        .find(filter as never)
        .sort(sort)
        .skip(skip)
        .limit(limit)
        .toArray(),
      ordered.slice(skip, skip + limit),
      shown,
    );
    assert.equal(await things().countDocuments(filter as never), expected.length, shown);
  }
});
