import fc from "fast-check";

/* What no schema expects, and what a schema nearly expects. */

const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

/** JSON texts. */
const hostile: readonly string[] = [
  ...[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "0.1",
    "1e308",
    "-1e308",
    "9007199254740993",
    "1e-7",
    "5e-324",
  ],
  ...[
    '""',
    '" "',
    '"0"',
    '"1"',
    '"0x10"',
    '"1e3"',
    '"NaN"',
    '"null"',
    '"true"',
    '"undefined"',
    "[]",
    "{}",
    "[[]]",
  ],
  ...[
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\u200b"',
    '"\\ufeff"',
    '"\\u202e"',
    '"é"',
  ],
  ...[
    '"__proto__"',
    '"constructor"',
    '"toString"',
    '"$where"',
    '"$gt"',
    '"a.b"',
    '"$a.b"',
    '"../../me"',
    '"%00"',
  ],
  ...[
    '{"__proto__":{"role":"owner"}}',
    '{"constructor":{"prototype":{}}}',
    '{"toString":1}',
    '{"length":-1}',
  ],
  ...['{"$gt":""}', '{"$ne":null}', '{"$where":"sleep(9e3)"}', '{"$regex":"(a+)+$"}', '[{"$in":[]}]'],
  ...['"2026-02-30"', '"2026-13-01T00:00:00Z"', '"-000001-01-01T00:00:00Z"', '"--02-30"', '"0000-00-00"'],
  ...[
    JSON.stringify("x".repeat(300)),
    JSON.stringify("x".repeat(100_000)),
    JSON.stringify("😀".repeat(2_000)),
  ],
  ...[JSON.stringify("(".repeat(5_000)), JSON.stringify("1".repeat(400)), "9".repeat(400)],
  ...[deep("[", "]", 200), deep("[", "]", 20_000), deep('{"a":', "}", 200).replace("}", "1}")],
  ...[`[${'"x",'.repeat(20_000)}"x"]`, '["a",1,null,{}]'],
];

/** What stands as a whole body, or is no JSON at all. */
const wholes: readonly string[] = [
  ...hostile,
  ...["", " ", "{", "[", '{"a":', "nul", "'x'", "{a:1}", '{"a":1}}', "\ufeff{}", "\u0000", '{"a":01}', "NaN"],
];

const inAddress: readonly string[] = [
  ...[
    "%00",
    "%ff",
    "%",
    "%zz",
    "..%2f..%2fme",
    "%2e%2e",
    "__proto__",
    "constructor",
    "$gt",
    "x".repeat(5_000),
  ],
  ...["null", "0", "-1", "%F0%9F%98%80", "a%0d%0ab", "%20", ";", "*", "{{id}}", "'"],
];

const inQuery: readonly string[] = [
  ...inAddress,
  ...[
    "",
    "0x10",
    "1e1",
    "99999999999999999999",
    "NaN",
    "true",
    "[]",
    "2026-05-11",
    "2026-05-11T00:00:00 02:00",
  ],
];

export type Change =
  | { readonly kind: "value"; readonly at: number; readonly json: string }
  | { readonly kind: "member"; readonly at: number; readonly name: string; readonly json: string }
  | { readonly kind: "twice"; readonly at: number; readonly json: string }
  | { readonly kind: "without"; readonly at: number }
  | { readonly kind: "whole"; readonly text: string }
  | { readonly kind: "address"; readonly text: string }
  | { readonly kind: "query"; readonly at: number; readonly text: string }
  | { readonly kind: "unasked"; readonly name: string; readonly text: string };

const at = fc.nat(1_000);
const json = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: fc.json() },
);
const names = fc.constantFrom(
  "__proto__",
  "constructor",
  "$set",
  "",
  "id",
  "business_id",
  "a.b",
  "x".repeat(300),
);

/** One thing that is done to a right call. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("value" as const), at, json }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("member" as const), at, name: names, json }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("twice" as const), at, json }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("without" as const), at }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("whole" as const), text: fc.constantFrom(...wholes) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("address" as const), text: fc.constantFrom(...inAddress) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("query" as const), at, text: fc.constantFrom(...inQuery) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("unasked" as const),
      name: fc.constantFrom("a", "__proto__", "limit", "cursor", "id", "%5B%5D"),
      text: fc.constantFrom(...inQuery),
    }),
  },
);
