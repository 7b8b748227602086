import assert from "node:assert/strict";
import { eventNames, findOrCreates, steps } from "../../../server/src/catalog/index.ts";
import { zapierCatalog } from "../../../server/src/generate/zapier.ts";

const catalog = zapierCatalog();

interface Output {
  readonly key: string;
  readonly children?: readonly Output[];
}

/** Members of a sample as Zapier names them. */
const keysOf = (value: object, prefix = ""): string[] =>
  Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? keysOf(inner, `${prefix}${key}__`)
      : [`${prefix}${key}`],
  );

const outputKeys = (fields: readonly Output[]): string[] => fields.map((field) => field.key);

const all = [...catalog.triggers, ...catalog.creates, ...catalog.searches];

describe("Zapier's catalogue", () => {
  it("has a trigger for each event, and each step of Zapier's once, as a search or as what it creates", () => {
    const { triggers, creates, searches, searchOrCreates } = catalog;
    assert.deepEqual(
      triggers.map(({ key }) => key),
      eventNames,
    );
    const own = steps.filter(({ zapier }) => zapier !== undefined).map(({ key }) => key);
    assert.deepEqual([...creates, ...searches].map(({ key }) => key).sort(), own.sort());
    assert.equal(searchOrCreates.length, findOrCreates.length);
  });

  it("describes every member of every sample, and nothing twice", () => {
    for (const one of all) {
      const described = outputKeys(one.outputFields);
      assert.equal(new Set(described).size, described.length, one.key);
      assert.deepEqual(
        keysOf(one.sample as object).filter((key) => !described.includes(key)),
        [],
        one.key,
      );
    }
  });

  it("describes lines of a list as flat members", () => {
    for (const one of all) {
      for (const { key, children } of one.outputFields as readonly Output[]) {
        const [line] = children === undefined ? [] : ((one.sample as Record<string, object[]>)[key] ?? []);
        const strange = Object.keys(line ?? {}).filter(
          (member) => !outputKeys(children ?? []).includes(member),
        );
        assert.deepEqual(strange, [], `${one.key}.${key}`);
      }
    }
  });

  it("gives every drop-down field a list that exists", () => {
    const known = catalog.dropdowns.map((dropdown) => dropdown.key);
    const used = all.flatMap((one) => one.inputFields.flatMap((field) => field.dropdown ?? []));
    assert.deepEqual(
      used.filter((key) => !known.includes(key)),
      [],
    );
  });

  it("sends every field somewhere", () => {
    for (const step of [...catalog.creates, ...catalog.searches]) {
      const sent = step.calls.flatMap((call) => call.send.map((binding) => binding.field));
      const unsent = step.inputFields.filter(
        (field) => !sent.includes(field.key) && field.key !== "audience",
      );
      assert.deepEqual(unsent, [], step.key);
    }
  });

  it("halts a run for a refused state, expires the connection for a dead key and waits when told to", () => {
    const { errors } = catalog;
    assert.equal(errors["voucher_already_redeemed"]?.class, "HaltedError");
    assert.equal(errors["card_not_found"]?.class, "HaltedError");
    assert.equal(errors["unauthenticated"]?.class, "ExpiredAuthError");
    assert.equal(errors["rate_limited"]?.class, "ThrottledError");
    assert.equal(errors["validation_failed"]?.class, "Error");
  });
});
