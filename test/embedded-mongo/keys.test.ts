import assert from "node:assert/strict";
import { Binary, Decimal128, Double, Long, ObjectId, serialize } from "bson";
import fc from "fast-check";
import { compareValues } from "../../server/src/embedded-mongo/bson/compare.ts";
import { decode } from "../../server/src/embedded-mongo/bson/decode.ts";
import { valueKey } from "../../server/src/embedded-mongo/bson/key.ts";

/** Any BSON value, close ones often: equal numbers of different types, texts with zeros and surrogates, nested arrays and documents. */
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer(),
  fc.double(),
  fc.integer({ min: -3, max: 3 }).map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map((value) => Long.fromBigInt(value)),
  fc
    .bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n })
    .map((value) => Decimal128.fromString(String(value))),
  fc.integer({ min: -50, max: 50 }).map((value) => Decimal128.fromString(`${value}E-1`)),
  fc.integer({ min: -50, max: 50 }).map((value) => value / 10),
);
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 4 }),
  fc.constantFrom("", "\0", "a", "a\0", "a\0b", "\uffff", "\u{10000}"),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    number,
    text,
    fc.constantFrom(null, true, false),
    fc.integer({ min: -5, max: 5 }).map((ms) => new Date(ms)),
    fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
    fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(Buffer.from(bytes))),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "ab"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

/** As it is after a trip over the wire. */
const stored = (v: unknown): unknown => decode(serialize({ v })).v;

describe("embedded-mongo › keys", () => {
  it("lie in the order of their values, equal ones on top of each other", () => {
    fc.assert(
      fc.property(value, value, (left, right) => {
        const [a, b] = [stored(left), stored(right)];
        assert.equal(Math.sign(Buffer.compare(valueKey(a), valueKey(b))), Math.sign(compareValues(a, b)));
      }),
      { numRuns: 3000, seed: 7 },
    );
  });

  it("are never the beginning of one another", () => {
    fc.assert(
      fc.property(value, value, (left, right) => {
        const [a, b] = [valueKey(stored(left)), valueKey(stored(right))];
        assert.ok(a.equals(b) || (!a.subarray(0, b.length).equals(b) && !b.subarray(0, a.length).equals(a)));
      }),
      { numRuns: 3000, seed: 8 },
    );
  });

  it("come back from BSON as the bytes they were", () => {
    fc.assert(
      fc.property(value, (v) => {
        const bytes = serialize({ v });
        assert.deepEqual(Buffer.from(serialize(decode(bytes))), Buffer.from(bytes));
      }),
      { numRuns: 2000, seed: 9 },
    );
  });
});
