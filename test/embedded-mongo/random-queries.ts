import type { Doc, Stored } from "./support.ts";

export type Random = (below: number) => number;

type Words = readonly [string, ...string[]];

const words: Words = ["x", "xy", "y"];

/** About as long as a key may be, and longer: such a key is cut, and ends in a hash. */
const longWords: Words = [
  "x",
  "xxxxa",
  "x".repeat(25),
  ...[..."abcdefgh"].map((end) => "x".repeat(99) + end),
].map((end) => "x".repeat(404) + end) as unknown as Words;

/** Random documents, indexes and questions over few names and few values, so that they meet often. */
export class Inventor {
  readonly #random: Random;
  readonly #words: Words;

  constructor(random: Random) {
    this.#random = random;
    this.#words = this.chance(25) ? longWords : words;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.#random(choices.length)] ?? choices[0];
  }

  below(limit: number): number {
    return this.#random(limit);
  }

  chance(percent: number): boolean {
    return this.#random(100) < percent;
  }

  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.#random(most + 1) }, make);
  }

  number(): number {
    return this.chance(85) ? this.#random(5) : this.#random(5) + 0.5;
  }

  scalar(): unknown {
    const choice = this.#random(12);
    if (choice < 6) return this.number();
    if (choice < 8) return this.pick(this.#words);
    if (choice === 8) return null;
    if (choice === 9) return this.chance(50);
    return new Date(this.#random(4) * 1000);
  }

  /** What the members of arrays hold: of few values, so that two conditions are often met, by one member or by two. */
  member(): unknown {
    return this.chance(75) ? this.#random(3) : this.scalar();
  }

  part(): Doc {
    return {
      ...(this.chance(85) && { x: this.chance(85) ? this.member() : this.list(2, () => this.member()) }),
      ...(this.chance(85) && { y: this.member() }),
    };
  }

  value(): unknown {
    const choice = this.#random(10);
    if (choice < 6) return this.scalar();
    if (choice < 8) return this.list(3, () => this.scalar());
    return choice === 8 ? this.part() : this.list(3, () => this.part());
  }

  document(_id: number): Stored {
    const document: Stored = { _id };
    for (const name of ["a", "b", "c"])
      if (this.chance(80)) document[name] = this.chance(75) ? this.scalar() : this.value();
    if (this.chance(75)) document.s = this.chance(30) ? this.part() : this.list(3, () => this.part());
    if (this.chance(50))
      document.n = {
        d: this.chance(70) ? this.scalar() : this.part(),
        list: this.list(2, () => this.part()),
      };
    return document;
  }

  path(): string {
    return this.pick(["a", "b", "c", "s.x", "s.y", "s.x", "s.y", "n.d", "n.list.x", "n.list.y", "a.x", "s"]);
  }

  operators(): Doc {
    return this.pick<() => Doc>([
      () => ({ $eq: this.value() }),
      () => ({ $gt: this.scalar() }),
      () => ({ $gte: this.#random(4), $lt: this.#random(6) }),
      () => ({ $lte: this.scalar() }),
      () => ({ $in: this.list(3, () => this.scalar()) }),
      () => ({ $exists: this.chance(50) }),
      () => ({ $ne: this.scalar() }),
      () => ({ $nin: this.list(2, () => this.scalar()) }),
      () => ({ $not: { $gt: this.#random(5) } }),
      () => ({ $type: this.pick(["int", "string", "null", "array", "object", "date", "bool"]) }),
      () => ({ $size: this.#random(3) }),
      () => ({ $elemMatch: { $gte: this.#random(3), $lt: this.#random(5) } }),
    ])();
  }

  filter(isInner = false): Doc {
    const filter: Doc = !isInner && this.chance(50) ? this.#onMembers() : {};
    // More than members' own conditions leave little to be found.
    const others = Object.keys(filter).length > 0 ? this.#random(10) - 7 : this.#random(3);
    for (let left = others; left >= 0; left--) {
      const path = this.chance(10) ? this.pick(["a.0", "s.0.x", "n.list.1.y"]) : this.path();
      filter[path] = this.chance(40) ? this.scalar() : this.operators();
    }
    if (!isInner && this.chance(25))
      filter[this.pick(["$or", "$or", "$and", "$nor"])] = [this.filter(true), this.filter(true)];
    return filter;
  }

  /** Conditions on two fields of an array's members, of one and the same or of any. */
  #onMembers(): Doc {
    const array = this.pick(["s", "n.list"]);
    const conditions = { x: this.member(), y: this.chance(60) ? this.member() : { $lt: this.#random(3) } };
    if (this.chance(40)) return { [array]: { $elemMatch: conditions } };
    return { [`${array}.x`]: conditions.x, [`${array}.y`]: conditions.y };
  }

  sort(): Doc {
    const fields = this.list(2, () => this.path());
    return Object.fromEntries([...fields, "_id"].map((path) => [path, this.pick([1, -1])]));
  }

  index(): { key: Doc; options: Doc } {
    const paths = this.chance(50)
      ? [this.pick(["s", "n.list"])].flatMap((array) => [`${array}.x`, `${array}.y`])
      : [this.path(), ...this.list(2, () => this.pick([this.path(), "_id"]))];
    const key = Object.fromEntries(paths.map((path) => [path, this.pick([1, -1])]));
    const covered = this.pick<() => Doc>([
      () => ({}),
      () => ({}),
      () => ({ sparse: true }),
      () => ({
        partialFilterExpression: {
          [this.pick(["a", "b", "s.x"])]: this.pick<Doc>([
            { $gt: 1 },
            { $exists: true },
            { $type: "string" },
            { $in: [1, 2, "x"] },
          ]),
        },
      }),
    ])();
    return { key, options: { ...covered, ...(this.chance(15) && { unique: true }) } };
  }

  update(): Doc {
    const name = this.pick(["a", "b", "c"]);
    return this.pick<() => Doc>([
      () => ({ $set: { [name]: this.value() } }),
      () => ({ $set: { s: this.chance(30) ? this.part() : this.list(3, () => this.part()) } }),
      () => ({ $unset: { [name]: "" } }),
    ])();
  }
}
