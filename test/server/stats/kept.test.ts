import assert from "node:assert/strict";
import * as catalog from "../../../server/src/catalog/index.ts";
import { eventsCollection, journalCollection } from "../../../server/src/journal/index.ts";
import { closeDays } from "../../../server/src/stats/index.ts";
import { statsDays } from "../../../server/src/stats/model.ts";
import { startTestApp } from "../../support/app.ts";
import { day, openStatsStage, type StatsStage } from "./stage.ts";

describe("stats › what is kept of them", () => {
  let { clock, app, shop, newCard, stats, closedDays } = {} as StatsStage;

  beforeEach(async () => ({ clock, app, shop, newCard, stats, closedDays } = await openStatsStage()));
  afterEach(() => app.stop());

  it("closes a day an hour after its end, counts it once and keeps it", async () => {
    await newCard();
    clock.set("2026-05-11T21:59:59Z");
    assert.equal((await stats(day("2026-05-11"))).intervals[0].complete, false);
    assert.equal(await closedDays(), 0);
    clock.set("2026-05-11T22:00:00Z");
    assert.equal((await stats(day("2026-05-11"))).intervals[0].complete, true);
    assert.equal(await closedDays(), 1);
    await app.platform.store.collection(eventsCollection).deleteMany({});
    assert.equal((await stats(day("2026-05-11"))).totals.cards_issued, 1);
    assert.equal((await stats(day("2026-05-12"))).totals.cards_issued, 0);
  });

  it("keeps of the open day what has settled, to a quarter of an hour, and counts only what came after", async () => {
    const events = app.platform.store.collection(eventsCollection);
    const issued = async () => (await stats(day("2026-05-11"))).totals.cards_issued;
    clock.set("2026-05-11T09:14:59Z");
    await newCard();
    clock.set("2026-05-11T09:15:00Z");
    await newCard();
    clock.set("2026-05-11T10:20:00Z");
    assert.equal(await issued(), 2);
    await events.deleteMany({});
    assert.equal(await issued(), 1, "of a quarter that is not over by an hour nothing is kept");
    await newCard();
    assert.equal(await issued(), 2);
    clock.set("2026-05-11T12:00:00Z");
    assert.equal(await issued(), 2);
    await events.deleteMany({});
    assert.equal(await issued(), 2);
    clock.set("2026-05-11T22:00:00Z");
    const { totals, intervals } = await stats(day("2026-05-11"));
    assert.deepEqual([totals.cards_issued, intervals[0].complete], [2, true]);
  });

  it("does not close a day while an entry of it waits for its events, however late", async () => {
    await newCard();
    // As a crash would leave it: the entry stands, its event does not.
    const { store, journal } = app.platform;
    await journal.relay.settle();
    const issued = await store.collection(eventsCollection).findOne({ name: catalog.cardIssued.name });
    await store.collection(eventsCollection).deleteOne({ _id: issued?._id ?? "" });
    await store
      .collection(journalCollection)
      .updateOne({ _id: issued?.entry ?? "" }, { $set: { fanout: "pending" } });
    clock.advance({ hours: 5 });
    assert.equal((await stats(day("2026-05-11"))).totals.cards_issued, 0);
    clock.advance({ days: 3 });
    const before = await stats("from=2026-05-11&to=2026-05-12");
    assert.deepEqual(
      before.intervals.map((one: { complete: boolean; cards_issued: number }) => [
        one.complete,
        one.cards_issued,
      ]),
      [
        [false, 0],
        [true, 0],
      ],
    );
    await journal.relay.sweep();
    const { intervals } = await stats(day("2026-05-11"));
    assert.deepEqual([intervals[0].complete, intervals[0].cards_issued], [true, 1]);
  });

  it("counts anew for another time zone, whose days are others", async () => {
    clock.set("2026-05-11T22:30:00Z");
    await newCard();
    clock.advance({ days: 2 });
    assert.equal((await stats(day("2026-05-12"))).totals.cards_issued, 1);
    const changed = await shop.owner.patch("/business", { time_zone: "America/New_York" });
    assert.equal(changed.status, 200, changed.text);
    const { time_zone, totals } = await stats(day("2026-05-12"));
    assert.deepEqual([time_zone, totals.cards_issued], ["America/New_York", 0]);
    assert.equal((await stats(day("2026-05-11"))).totals.cards_issued, 1);
    assert.equal(await closedDays(), 3);
  });

  it("comes to the same in two processes that count the same days at once", async () => {
    await newCard();
    clock.advance({ days: 20 });
    const other = await startTestApp({ clock, env: { ROLE: "api" }, databaseUri: app.databaseUri });
    try {
      const range = "from=2026-05-01&to=2026-05-30";
      const answers = await Promise.all([
        stats(range),
        stats(range, other.client(shop.owner.key)),
        stats(range),
        stats(range, other.client(shop.owner.key)),
      ]);
      for (const answer of answers) assert.deepEqual(answer, answers[0]);
      assert.equal(answers[0].totals.cards_issued, 1);
      assert.equal(await closedDays(), 20);
    } finally {
      await other.stop();
    }
  });

  it("closes yesterday of every business without being asked", async () => {
    const { owner } = await app.tenant({ time_zone: "Asia/Kolkata" });
    await newCard();
    await app.platform.journal.relay.settle();
    clock.set("2026-05-11T21:30:00Z");
    await closeDays(app.platform);
    const kept = await app.platform.store.collection(statsDays).find().toArray();
    // In Kolkata the day ended three hours ago, in Kyiv half an hour ago; of the day before nobody had a business.
    assert.deepEqual(
      kept.map(({ _id }) => _id.split(":").slice(1)),
      [["Asia/Kolkata", "2026-05-11"]],
    );
    // Looked at while it is open, it is kept in part.
    await stats(day("2026-05-11"));
    assert.equal(await closedDays(), 1);
    clock.advance({ hours: 1 });
    await closeDays(app.platform);
    assert.equal(await closedDays(), 2);
    await app.platform.store.collection(eventsCollection).deleteMany({});
    assert.equal((await stats(day("2026-05-11"))).totals.cards_issued, 1);
    assert.equal((await stats(day("2026-05-11"), owner)).totals.cards_issued, 0);
  });
});
