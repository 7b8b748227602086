import assert from "node:assert/strict";
import { countSelected, select } from "../../server/src/embedded-mongo/store/read.ts";
import { randomFrom } from "./model.ts";
import { compare, meets, reached, sortedBy } from "./plain-query.ts";
import { Inventor } from "./random-queries.ts";
import { collectionOf, type Doc, type Stored, useStore } from "./support.ts";

/** DIFFERENTIAL_SEED repeats a round that failed, DIFFERENTIAL_SECONDS makes the run longer. */
const seconds = Number(process.env.DIFFERENTIAL_SECONDS ?? 5);
const firstSeed = Number(process.env.DIFFERENTIAL_SEED ?? Date.now() % 1_000_000_000);

interface Index {
  name: string;
  paths: string[];
  isUnique: boolean;
  /** Every document has entries in it, so that it can be told to answer anything. */
  isWhole: boolean;
  /** For who reads the message of a failure. */
  key: Doc;
  options: Doc;
}

describe("embedded-mongo › random documents, indexes and questions", () => {
  const store = useStore();
  const things = () => collectionOf(store.db);

  it("are answered alike by the plan, by each index, by a scan and by a plain model", async () => {
    const end = Date.now() + seconds * 1000;
    let [rounds, asked] = [0, 0];
    do {
      const seed = firstSeed + rounds++;
      try {
        asked += await new Round(new Inventor(randomFrom(seed))).play();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new Error(`DIFFERENTIAL_SEED=${seed}: ${message}`, { cause: error });
      }
    } while (Date.now() < end);
    if (seconds > 5)
      process.stdout.write(`    ${rounds} rounds, ${asked} questions from seed ${firstSeed}\n`);
  }).timeout(seconds * 1000 + 60_000);

  class Round {
    readonly #inventor: Inventor;
    readonly #model = new Map<unknown, Stored>();
    readonly #indexes: Index[] = [];
    #asked = 0;

    constructor(inventor: Inventor) {
      this.#inventor = inventor;
    }

    /** How many questions were asked. */
    async play(): Promise<number> {
      await things().drop();
      for (let step = 0; step < 3; step++) {
        if (step < 2) for (let count = 2; count > 0; count--) await this.#index();
        for (let count = 0; count < 20; count++) await this.#insert(step * 20 + count);
        for (let count = 0; count < 40; count++) await this.#ask();
        for (let count = 0; count < 8; count++) await this.#change();
      }
      for (let count = 0; count < 40; count++) await this.#ask();
      const stored = await things().find().hint({ $natural: 1 }).toArray();
      assert.deepEqual(stored, sortedBy([...this.#model.values()], { _id: 1 }));
      this.#assertUnique();
      return this.#asked;
    }

    async #index(): Promise<void> {
      const { key, options } = this.#inventor.index();
      const name = `${this.#indexes.length}`;
      const isUnique = options.unique === true;
      const isMade = await this.#isDone(
        things().createIndex(key as never, { ...options, name }),
        isUnique ? [...this.#model.values()] : [],
        Object.keys(key),
      );
      const isWhole = !options.sparse && !options.partialFilterExpression;
      if (isMade) this.#indexes.push({ name, paths: Object.keys(key), isUnique, isWhole, key, options });
    }

    /** False where the store refused two arrays in one index, an index for the second time, or values that are taken: that has to be true. */
    async #isDone(call: Promise<unknown>, changed: readonly Stored[], paths?: string[]): Promise<boolean> {
      try {
        await call;
        return true;
      } catch (error) {
        const { code } = error as { code?: number };
        if (code === 171 || code === 85) return false;
        if (code !== 11000) throw error;
        const unique = paths
          ? [paths]
          : this.#indexes.filter(({ isUnique }) => isUnique).map((index) => index.paths);
        const others = [...this.#model.values()];
        const isTaken = changed.some((document) =>
          others.some(
            (other) => other._id !== document._id && unique.some((path) => mayCollide(document, other, path)),
          ),
        );
        assert.ok(isTaken, `refused as a duplicate: ${JSON.stringify(changed)}`);
        return false;
      }
    }

    async #insert(_id: number): Promise<void> {
      const document = this.#inventor.document(_id);
      if (await this.#isDone(things().insertOne(structuredClone(document)), [document]))
        this.#model.set(_id, document);
    }

    async #change(): Promise<void> {
      const filter = this.#inventor.filter();
      const [found] = this.#found(filter, { _id: 1 });
      if (this.#inventor.chance(20)) {
        const { deletedCount } = await things().deleteOne(filter as never);
        assert.equal(deletedCount, found ? 1 : 0, JSON.stringify(filter));
        // Which one of several is gone is the store's choice.
        const left = new Set((await things().find().toArray()).map(({ _id }) => _id));
        const gone = [...this.#model.keys()].filter((_id) => !left.has(_id as number));
        assert.deepEqual(
          gone.map((_id) => meets(this.#model.get(_id) ?? {}, filter)),
          found ? [true] : [],
        );
        for (const _id of gone) this.#model.delete(_id);
        return;
      }
      const update = this.#inventor.update();
      const changed = found && updated(found, update);
      const call = things().updateOne(filter as never, update, { sort: { _id: 1 } });
      if ((await this.#isDone(call, changed ? [changed] : [])) && changed)
        this.#model.set(changed._id, changed);
    }

    #found(filter: Doc, sort: Doc): Stored[] {
      const matching = [...this.#model.values()].filter((document) => meets(document, filter));
      return sortedBy(matching, sort) as Stored[];
    }

    /** By way of a driver as the store plans it; within, by a scan and by each index that it can be told to use. */
    async #ask(): Promise<void> {
      this.#asked++;
      const filter = this.#inventor.filter();
      const sort = this.#inventor.sort();
      const expected = this.#found(filter, sort).map(({ _id }) => _id);
      const isPage = this.#inventor.chance(50);
      const [skip, limit] = isPage ? [this.#inventor.below(4), 1 + this.#inventor.below(5)] : [0, 0];
      const batchSize = 2 + this.#inventor.below(50);
      const shown = JSON.stringify({ filter, sort, skip, limit, batchSize, indexes: this.#indexes });
      const page = expected.slice(skip, isPage ? skip + limit : undefined);
      const idsOf = (documents: readonly Doc[]): unknown[] => documents.map(({ _id }) => _id);

      const planned = things().find(filter as never, { skip, limit, batchSize, sort: sort as never });
      assert.deepEqual(idsOf(await planned.toArray()), page, shown);
      assert.equal(await things().countDocuments(filter as never), expected.length, shown);
      const unsorted = idsOf(
        await things()
          .find(filter as never)
          .toArray(),
      );
      assert.deepEqual(unsorted.sort(compare), [...expected].sort(compare), shown);

      const inside = store.served.store.collection("test.things");
      assert.ok(inside);
      const whole = this.#indexes.filter(({ isWhole }) => isWhole).map(({ name }) => name);
      for (const hint of [{ $natural: 1 }, ...whole]) {
        const found: Doc[] = Array.from(
          select(inside, { filter, sort, skip, limit: isPage ? limit : undefined, hint }),
          ({ document }) => document,
        );
        assert.deepEqual(idsOf(found), page, `${shown} hint ${JSON.stringify(hint)}`);
        assert.equal(countSelected(inside, { filter, hint }), expected.length, shown);
      }
    }

    /** Of documents without arrays in a unique index no two are alike in it. */
    #assertUnique(): void {
      const all = [...this.#model.values()];
      for (const { paths, isUnique, isWhole } of this.#indexes) {
        if (!isUnique || !isWhole) continue;
        const plain = all.filter((document) => paths.every((path) => isPlain(document, path.split("."))));
        for (const [at, document] of plain.entries())
          assert.ok(
            !plain.slice(at + 1).some((other) => mayCollide(document, other, paths)),
            JSON.stringify(document),
          );
      }
    }
  }
});

/** The values of a path that may stand in an index, absent ones as null. */
function keysAt(document: Doc, path: string): unknown[] {
  const keys = reached(document, path.split(".")).flatMap((value) =>
    Array.isArray(value) && value.length > 0 ? (value as unknown[]) : [Array.isArray(value) ? null : value],
  );
  return keys.length > 0 ? keys : [null];
}

/** Whether no array is on the way: the document then has one entry, and an empty array is not taken for null. */
function isPlain(value: unknown, [part, ...rest]: readonly string[]): boolean {
  if (Array.isArray(value)) return false;
  if (part === undefined || typeof value !== "object" || value === null) return true;
  return isPlain((value as Doc)[part], rest);
}

const mayCollide = (left: Doc, right: Doc, paths: readonly string[]): boolean =>
  paths.every((path) =>
    keysAt(left, path).some((one) => keysAt(right, path).some((other) => compare(one, other) === 0)),
  );

function updated(document: Stored, { $set = {}, $unset = {} }: Doc): Stored {
  const kept = Object.entries({ ...document, ...($set as Doc) }).filter(
    ([name]) => !(name in ($unset as Doc)),
  );
  return structuredClone({ ...Object.fromEntries(kept), _id: document._id });
}
