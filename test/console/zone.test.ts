import assert from "node:assert/strict";
import { momentIn } from "../../server/console/i18n/zone.ts";

describe("console › moments in a time zone", () => {
  const rows: [string, string, string][] = [
    ["UTC", "2026-05-11T09:30", "2026-05-11T09:30:00.000Z"],
    ["Europe/Kyiv", "2026-05-11T09:30", "2026-05-11T06:30:00.000Z"],
    ["Europe/Kyiv", "2026-01-11T00:00", "2026-01-10T22:00:00.000Z"],
    ["Asia/Kolkata", "2026-05-11T00:00", "2026-05-10T18:30:00.000Z"],
    ["America/New_York", "2026-12-31T23:59", "2027-01-01T04:59:00.000Z"],
    // Clocks go from 2:00 to 3:00 at 7:00 UTC on the 8th, and from 2:00 to 1:00 at 6:00 UTC on 1 November.
    ["America/New_York", "2026-03-08T01:59", "2026-03-08T06:59:00.000Z"],
    ["America/New_York", "2026-03-08T03:00", "2026-03-08T07:00:00.000Z"],
    ["America/New_York", "2026-11-01T02:00", "2026-11-01T07:00:00.000Z"],
  ];
  it("are found by the offset of that moment, on days when the clocks change too", () => {
    for (const [zone, local, moment] of rows)
      assert.equal(momentIn(zone, local), moment, `${local} in ${zone}`);
  });

  it("are left as they are when they are no time", () => assert.equal(momentIn("UTC", "soon"), "soon"));
});
