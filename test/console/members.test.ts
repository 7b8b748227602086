import assert from "node:assert/strict";
import en from "../../server/console/pages/integrations/en.json" with { type: "json" };
import hi from "../../server/console/pages/integrations/hi.json" with { type: "json" };
import * as catalog from "../../server/src/catalog/index.ts";

const members = catalog.events.flatMap((event) =>
  catalog.eventMembers(event as unknown as catalog.EventDefinition),
);

describe("console › members of events", () => {
  it("have a word, and where there is a description a sentence, in Hindi", () => {
    const needed = members.flatMap(({ name, description }) => [
      `member.${name}`,
      ...(description === null ? [] : [`member_help.${name}`]),
    ]);
    const known: Readonly<Record<string, string>> = hi;
    assert.deepEqual(
      [...new Set(needed)].filter((id) => !/[\u0900-\u097f]/.test(known[id] ?? "")),
      [],
    );
  });

  it("are called in English what the catalogue calls them", () => {
    const known: Readonly<Record<string, string>> = en;
    for (const { name, label } of members) assert.equal(known[`member.${name}`], label);
  });
});
