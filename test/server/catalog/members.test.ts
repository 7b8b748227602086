import assert from "node:assert/strict";
import { eventMembers, eventNamed, eventNames, eventSample } from "../../../server/src/catalog/index.ts";

/** Dotted names of everything in a sample, in order. */
const namesIn = (value: object, prefix = ""): string[] =>
  Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    `${prefix}${key}`,
    ...(typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? namesIn(inner, `${prefix}${key}.`)
      : []),
  ]);

describe("event members", () => {
  it("are those of the sample, in the order of the wire, each with a label", () => {
    for (const name of eventNames) {
      const members = eventMembers(eventNamed(name));
      const sample = namesIn(eventSample(eventNamed(name), "contact"));
      const known = members.map((one) => one.name);
      assert.deepEqual(
        known.filter((one) => sample.includes(one)),
        sample,
        name,
      );
      for (const { label } of members) assert.match(label, /^[A-Z]/);
    }
  });

  it("say their type, the only values they have, and whether they may be null", () => {
    const members = eventMembers(eventNamed("voucher_redeemed"));
    const of = (name: string) => {
      const found = members.find((one) => one.name === name);
      return [found?.type, found?.values?.includes("pos") ?? null, found?.nullable];
    };
    assert.deepEqual(of("card.stamps"), ["number", null, false]);
    assert.deepEqual(of("customer"), ["object", null, true]);
    assert.deepEqual(of("customer.email"), ["text", null, true]);
    assert.deepEqual(of("timestamp"), ["time", null, false]);
    assert.deepEqual(of("voucher.redeemed_via"), ["text", true, false]);
    assert.deepEqual(of("voucher.redeem_code_formats"), ["list", false, false]);
  });
});
