import assert from "node:assert/strict";
import * as catalog from "../../../server/src/catalog/index.ts";
import { hookHours } from "../../../server/src/hooks/hours.ts";
import { eventsCollection } from "../../../server/src/journal/index.ts";
import { startTestApp } from "../../support/app.ts";
import { assertRefused } from "../../support/calls.ts";
import { made, newEmail, openShop } from "../../support/causes.ts";
import { startReceiver } from "../../support/receiver.ts";
import { day, openStatsStage, type StatsStage } from "./stage.ts";

describe("stats", () => {
  let { clock, app, shop, newCard, stats, closedDays } = {} as StatsStage;

  beforeEach(async () => ({ clock, app, shop, newCard, stats, closedDays } = await openStatsStage()));
  afterEach(() => app.stop());

  const stamp = (cardId: string, count: number) => made(shop.owner, "/stamps", { card_id: cardId, count });

  it("counts the open day as it stands, and says that it is not complete", async () => {
    const { id } = await newCard();
    assert.equal((await stats(day("2026-05-11"))).totals.stamps, 0);
    const { vouchers } = await stamp(id, 3);
    await made(shop.owner, `/vouchers/${vouchers[0].id}/redeem`, {});
    await newCard();
    const { intervals, totals, time_zone } = await stats(day("2026-05-11"));
    assert.deepEqual(
      [intervals.length, intervals[0].complete, time_zone],
      [1, false, shop.business.time_zone],
    );
    const counts = {
      cards_issued: 2,
      customers: 2,
      stamps: 3,
      rewards: 1,
      vouchers_issued: 1,
      vouchers_redeemed: 1,
      vouchers_expired: 0,
      birthdays: 0,
      messages: 0,
      deliveries_made: 0,
      deliveries_failed: 0,
      redemption_rate: 1,
    };
    assert.deepEqual(totals, counts);
    assert.deepEqual(intervals[0], { from: "2026-05-11", to: "2026-05-11", complete: false, ...counts });
    assert.equal(await closedDays(), 0);
  });

  it("gives days, weeks from Monday and months, no further than asked for and than today", async () => {
    await newCard();
    clock.advance({ days: 7 });
    await newCard();
    const froms = ({ intervals }: { intervals: { from: string; to: string; cards_issued: number }[] }) =>
      intervals.map((one) => [one.from, one.to, one.cards_issued]);
    const range = "from=2026-04-29&to=2026-05-31";
    const days = await stats(`${range}&interval=day`);
    assert.deepEqual([days.intervals.length, days.to], [20, "2026-05-18"]);
    assert.deepEqual(froms(await stats(`${range}&interval=week`)), [
      ["2026-04-29", "2026-05-03", 0],
      ["2026-05-04", "2026-05-10", 0],
      ["2026-05-11", "2026-05-17", 1],
      ["2026-05-18", "2026-05-18", 1],
    ]);
    const months = await stats(`${range}&interval=month`);
    assert.deepEqual(froms(months), [
      ["2026-04-29", "2026-04-30", 0],
      ["2026-05-01", "2026-05-18", 2],
    ]);
    assert.deepEqual(
      months.intervals.map((one: { complete: boolean }) => one.complete),
      [true, false],
    );
    assert.equal(months.totals.cards_issued, 2);
  });

  it("divides the vouchers redeemed by those issued in the same time, and says null for none", async () => {
    const { vouchers } = await stamp((await newCard()).id, 2);
    clock.advance({ days: 1 });
    await made(shop.owner, `/vouchers/${vouchers[0].id}/redeem`, {});
    assert.equal((await stats(day("2026-05-11"))).totals.redemption_rate, 0);
    assert.equal((await stats(day("2026-05-12"))).totals.redemption_rate, null);
    const both = await stats("from=2026-05-11&to=2026-05-12");
    assert.equal(both.totals.redemption_rate, 1);
  });

  it("adds up stamps one by one, several at once, and those of events whose body was written as an object", async () => {
    const { id } = await newCard();
    await stamp(id, 1);
    await stamp(id, 3);
    assert.equal((await stats(day("2026-05-11"))).totals.stamps, 4);
    const events = app.platform.store.collection(eventsCollection);
    const added = await events.find({ name: catalog.stampAdded.name }).toArray();
    assert.equal(added.length, 2);
    for (const { _id, body } of added)
      await events.updateOne({ _id }, { $set: { body: JSON.parse(String(body)) }, $unset: { stamps: "" } });
    assert.equal((await stats(day("2026-05-11"))).totals.stamps, 4);
  });

  it("refuses times that make no sense, with a sentence", async () => {
    const refused = async (query: string, pointer: string, sentence: RegExp) => {
      const answer = await shop.owner.get(`/stats?${query}`);
      assertRefused(answer, 422, "validation_failed", pointer);
      assert.match(answer.body.errors[0].detail, sentence);
    };
    await refused("from=2026-05-02&to=2026-05-01", "?to", /must not be before from/);
    await refused("from=2026-05-12&to=2026-05-12", "?from", /after today, 2026-05-11 in Europe\/Kyiv/);
    await refused("from=2020-01-01&to=2026-05-11", "?from", /at most 1100 days/);
    await refused("from=2026-02-30&to=2026-05-11", "?from", /./);
    await refused(`${day("2026-05-11")}&interval=year`, "?interval", /./);
  });

  it("are of the last thirty days where nothing is said, or of the thirty up to the last one named", async () => {
    const { from, to, intervals } = await stats("");
    assert.deepEqual([from, to, intervals.length], ["2026-04-12", "2026-05-11", 30]);
    const upTo = await stats("to=2026-05-01");
    assert.deepEqual([upTo.from, upTo.to], ["2026-04-02", "2026-05-01"]);
    const since = await stats("from=2026-05-10");
    assert.deepEqual([since.from, since.to], ["2026-05-10", "2026-05-11"]);
  });

  it("counts nothing of another business", async () => {
    await newCard();
    const { owner } = await app.tenant();
    assert.equal((await stats(day("2026-05-11"), owner)).totals.cards_issued, 0);
  });

  it("counts deliveries that were made and that were given up", async () => {
    const receiver = await startReceiver();
    const sending = await startTestApp({ clock });
    try {
      const busy = await openShop(sending);
      await made(busy.owner, "/hooks", { target_url: receiver.url, events: [catalog.cardIssued.name] });
      const issue = () => made(busy.owner, "/cards", { template_id: busy.templateId, email: newEmail() });
      await issue();
      await receiver.arrived(1);
      receiver.reply({ status: 410 });
      await issue();
      await receiver.arrived(2);
      await sending.app.dispatcher?.idle();
      const sent = async () => {
        const { totals } = await stats(day("2026-05-11"), busy.owner);
        return [totals.deliveries_made, totals.deliveries_failed];
      };
      assert.deepEqual(await sent(), [1, 1]);
      clock.advance({ hours: 2 });
      // From here on what was sent is read from what is kept of the day.
      assert.deepEqual(await sent(), [1, 1]);
      await sending.platform.store.collection(hookHours).deleteMany({});
      assert.deepEqual(await sent(), [1, 1]);
    } finally {
      await sending.stop();
      await receiver.close();
    }
  });
});
