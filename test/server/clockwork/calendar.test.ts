import assert from "node:assert/strict";
import {
  celebrations,
  idleUntil,
  localDate,
  wholeDaysSince,
} from "../../../server/src/clockwork/calendar.ts";

const dates = (...args: Parameters<typeof celebrations>) => celebrations(...args).map((day) => day.date);

describe("clockwork › calendar", () => {
  it("looks at today and the days before, in the business time zone", () => {
    const lateEvening = new Date("2026-05-11T22:30:00Z");
    assert.deepEqual(dates(lateEvening, null, "Europe/Kyiv", 2), ["2026-05-12", "2026-05-13", "2026-05-14"]);
    assert.deepEqual(dates(lateEvening, null, "America/New_York", 0), ["2026-05-11"]);
  });

  it("celebrates 29 February on the 28th in common years only", () => {
    const on = (now: string) => celebrations(new Date(now), null, "UTC", 0)[0]?.birthdays;
    assert.deepEqual(on("2027-02-28T12:00:00Z"), ["02-28", "02-29"]);
    assert.deepEqual(on("2028-02-28T12:00:00Z"), ["02-28"]);
    assert.deepEqual(on("2028-02-29T12:00:00Z"), ["02-29"]);
    assert.deepEqual(on("2027-03-01T12:00:00Z"), ["03-01"]);
  });

  it("catches up days of downtime, a month at most", () => {
    const now = new Date("2026-05-11T12:00:00Z");
    assert.deepEqual(dates(now, new Date("2026-05-09T12:00:00Z"), "UTC", 0), [
      "2026-05-09",
      "2026-05-10",
      "2026-05-11",
    ]);
    assert.equal(dates(now, new Date("2025-01-01T00:00:00Z"), "UTC", 0).length, 32);
  });

  it("crosses the year's end with the year of the celebration", () => {
    const days = celebrations(new Date("2026-12-30T12:00:00Z"), null, "UTC", 3);
    assert.deepEqual(
      days.map((day) => [day.date, day.year, day.daysUntil]),
      [
        ["2026-12-30", 2026, 0],
        ["2026-12-31", 2026, 1],
        ["2027-01-01", 2027, 2],
        ["2027-01-02", 2027, 3],
      ],
    );
  });

  it("knows the date of a moment by the business's clock", () => {
    const moment = new Date("2026-05-11T22:30:00Z");
    assert.equal(localDate(moment, "Europe/Kyiv"), "2026-05-12");
    assert.equal(localDate(moment, "America/New_York"), "2026-05-11");
  });

  it("counts days of inactivity by local time over a change of the clocks", () => {
    // Kyiv goes to summer time on 29 March 2026: that day has 23 hours.
    const stamped = new Date("2026-03-28T10:00:00Z");
    assert.equal(idleUntil(stamped, 1, "Europe/Kyiv").toISOString(), "2026-03-29T09:00:00.000Z");
    assert.equal(wholeDaysSince(stamped, new Date("2026-03-29T09:00:00Z"), "Europe/Kyiv"), 1);
    assert.equal(wholeDaysSince(stamped, new Date("2026-03-29T08:59:59Z"), "Europe/Kyiv"), 0);
  });
});
