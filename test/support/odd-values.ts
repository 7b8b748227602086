import fc from "fast-check";

/** What forms, tables and other apps hand on by mistake, and what somebody tries on purpose. */
const wrong: readonly unknown[] = [
  ...["", " ", "\u200b", "\n", null, undefined, [], [""], {}],
  ...["null", "undefined", "NaN", "true", "0", "-1", "1.5", "1e3", "0x10", "9".repeat(40)],
  ...[
    true,
    false,
    0,
    -1,
    0.5,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    [1, "two", null],
    { id: "card_1" },
  ],
  ...[
    "../me",
    "../../metrics",
    "%",
    "%2e%2e",
    "?limit=1",
    "a&b=c",
    "a\r\nX-Y: z",
    "__proto__",
    "{{email}}",
    "*",
  ],
  ...[
    "Ånn 🧋 №5",
    "\ud800",
    "x".repeat(5000),
    "é".repeat(300),
    "31.12.2026",
    "2026-02-31",
    "9999-12-31T23:59:59Z",
  ],
];

/** Wrong, blank and foreign values; foreign are those of another business. */
export const oddValues = (foreign: readonly string[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom(...wrong),
    fc.constantFrom(...foreign),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.anything({ maxDepth: 1 }),
  );

/** The first value takes seconds to make on a busy machine: connections that stand open meanwhile run out of patience. */
export const prepareOddValues = (): void => void fc.sample(oddValues([""]), 50);
