import assert from "node:assert/strict";
import { businesses } from "../../../server/src/businesses/index.ts";
import type { StoreCommand } from "../../../server/src/core/store.ts";
import { eventsCollection, journalCollection } from "../../../server/src/journal/index.ts";
import { forgettingCallers } from "../../../server/src/platform/index.ts";
import { closeDays } from "../../../server/src/stats/index.ts";
import { noCounts } from "../../../server/src/stats/decide.ts";
import { statsDayId, statsDays } from "../../../server/src/stats/model.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { openShop, type Shop } from "../../support/causes.ts";
import { TestClock } from "../../support/clock.ts";

describe("stats › what they ask of the store", () => {
  let clock: TestClock;
  let app: TestApp;
  let shop: Shop;
  let commands: StoreCommand[] = [];
  let onCommand: (command: StoreCommand) => unknown = () => null;

  beforeEach(async () => {
    clock = new TestClock("2026-05-11T09:00:00Z");
    onCommand = () => null;
    app = await startTestApp({
      clock,
      env: { ROLE: "api" },
      onCommand: (command) => {
        commands.push(command);
        onCommand(command);
      },
    });
    shop = await openShop(app);
  });
  afterEach(() => app.stop());

  const kept = () => app.platform.store.collection(statsDays);
  const closed = { until: { $exists: false } };
  const openedLongAgo = () =>
    forgettingCallers(app.platform, () =>
      app.platform.store
        .collection(businesses)
        .updateMany({}, { $set: { created_at: new Date("2025-05-12T09:00:00Z") } }),
    );
  const year = async () => {
    const answer = await shop.owner.get("/stats?from=2025-05-12&to=2026-05-11");
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };

  /** What a year of statistics asks of the store, by collection; `getMore`s stand for themselves. */
  const askedByYear = async (): Promise<Record<string, number>> => {
    commands = [];
    assert.equal((await year()).intervals.length, 365);
    const names = [statsDays.name, eventsCollection.name, "hook_hours"];
    const times = (name: string) => commands.filter(({ collection }) => collection === name).length;
    const more = commands.filter(({ name }) => name === "getMore").length;
    return { ...Object.fromEntries(names.map((name) => [name, times(name)])), more };
  };
  const openDay = { [eventsCollection.name]: 9, hook_hours: 1 };

  it("reads a year in one range, and counts nothing of it but the open day", async () => {
    await openedLongAgo();
    await year();
    assert.equal(await kept().countDocuments(closed), 364);
    assert.deepEqual(await askedByYear(), { [statsDays.name]: 1, ...openDay, more: 0 });
  });

  it("counts nothing of the past for the one who asks: closed days were counted as they closed", async () => {
    await openedLongAgo();
    await closeDays(app.platform);
    const twice = { [eventsCollection.name]: 18, hook_hours: 2 };
    // What has settled of today is counted and kept by the first who asks.
    assert.deepEqual(await askedByYear(), { [statsDays.name]: 2, ...twice, more: 0 });
    assert.deepEqual(await askedByYear(), { [statsDays.name]: 1, ...openDay, more: 0 });
  });

  it("leaves what another process has kept further meanwhile", async () => {
    clock.advance({ hours: 3 });
    const further = { counts: { ...noCounts, stamps: 7 }, until: clock.now() };
    const _id = statsDayId(shop.business.id, shop.business.time_zone, "2026-05-11");
    let rival: Promise<unknown> | null = null;
    onCommand = ({ name, collection }) => {
      if (name !== "find" || collection !== journalCollection.name) return;
      rival ??= kept().updateOne({ _id }, { $set: further }, { upsert: true });
    };
    await year();
    assert.notEqual(rival, null);
    await rival;
    assert.deepEqual((await kept().findOne({ _id }))?.until, further.until);
    assert.equal((await year()).totals.stamps, 7);
  });

  it("makes up for the days a server was away, where it was told to stop, and then asks for nothing", async () => {
    clock.advance({ days: 5 });
    const stopping = new AbortController();
    onCommand = ({ name }) => name === "update" && stopping.abort();
    await closeDays(app.platform, stopping.signal);
    const first = await kept().find().toArray();
    assert.deepEqual(
      first.map(({ _id }) => _id.split(":")[2]),
      ["2026-05-11"],
    );
    await closeDays(app.platform);
    assert.equal(await kept().countDocuments(), 5);
    commands = [];
    await closeDays(app.platform);
    assert.deepEqual(
      commands.map(({ name, collection }) => `${name} ${collection}`),
      ["find businesses", "find stats_days"],
    );
  });
});
