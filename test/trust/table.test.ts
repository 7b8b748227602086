import assert from "node:assert/strict";
import { allHolds, table, type Part } from "./table.ts";

const kills: Part = {
  name: "kills",
  tallies: [
    { what: "killed", tried: { events: 1_200, kills: 2 }, found: { lost: 0, doubled: 0 } },
    { what: "killed", tried: { events: 34, kills: 1 }, found: { lost: 0, doubled: 0 } },
  ],
  seconds: 12.4,
  holds: true,
};

describe("trust › table", () => {
  it("adds up what was tried of the same, and says nothing of faults that were not looked for", () => {
    assert.equal(
      table([kills]),
      [
        "| what   | how many              | lost | leaked | doubled | crashed |             |",
        "| ------ | --------------------- | ---- | ------ | ------- | ------- | ----------- |",
        "| killed | 1,234 events, 3 kills | 0    | –      | 0       | –       | holds, 12 s |",
      ].join("\n"),
    );
  });

  it("holds where every part has ended well, has told of something and found nothing", () => {
    assert.equal(allHolds([kills]), true);
    assert.equal(allHolds([kills, { ...kills, holds: false }]), false);
    assert.equal(allHolds([{ ...kills, tallies: [] }]), false);
    const lost = { what: "killed", tried: { events: 1 }, found: { lost: 1 } };
    assert.equal(allHolds([{ ...kills, tallies: [...kills.tallies, lost] }]), false);
    assert.match(table([{ ...kills, tallies: [], holds: false }]), /kills .* does not hold: see above/);
  });
});
