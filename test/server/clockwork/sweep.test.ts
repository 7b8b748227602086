import assert from "node:assert/strict";
import { sweepClockwork } from "../../../server/src/clockwork/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";

describe("clockwork › sweep", () => {
  let app: TestApp;
  let second: TestApp;
  let owner: Client;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock("2026-05-11T12:00:00Z");
    app = await startTestApp({ clock });
    second = await startTestApp({ clock, databaseUri: app.databaseUri });
    ({ owner } = await app.tenant({ time_zone: "Europe/Kyiv" }));
  });
  afterEach(async () => {
    await second.stop();
    await app.stop();
  });

  const made = async (path: string, body: unknown) => {
    const answer = await owner.post(path, body);
    assert.ok(answer.status < 300, answer.text);
    return answer.body;
  };
  /** Two processes sweep at once: what fires must fire once all the same. */
  const sweep = () => Promise.all([sweepClockwork(app.platform), sweepClockwork(second.platform)]);
  const events = async (type: string) => (await owner.get(`/events?type=${type}&limit=100`)).body.data;

  describe("vouchers", () => {
    it("expire once, at the end of their last local day, and are refused before the sweep has been there", async () => {
      const voucher = await made("/vouchers", { title: "A free tea", validity: { type: "days", value: 1 } });
      assert.equal(voucher.expires_at, "2026-05-12T20:59:59Z");
      clock.set("2026-05-12T20:59:59Z");
      await sweep();
      assert.equal((await events("voucher_expired")).length, 0);
      clock.set("2026-05-12T21:00:00Z");
      assert.equal((await owner.post(`/vouchers/${voucher.id}/redeem`)).body.code, "voucher_expired");
      assert.equal((await owner.get(`/vouchers/${voucher.id}`)).body.status, "expired");
      await sweep();
      await sweep();
      const [event, ...more] = await events("voucher_expired");
      assert.deepEqual(more, []);
      assert.equal(event.voucher.id, voucher.id);
      assert.equal(event.voucher.status, "expired");
      assert.equal(event.customer, null);
      assert.equal(event.location_id, null);
    });

    it("that were redeemed or cancelled do not expire", async () => {
      const [redeemed, cancelled] = [
        await made("/vouchers", { title: "A", validity: { type: "days", value: 1 } }),
        await made("/vouchers", { title: "B", validity: { type: "days", value: 1 } }),
      ];
      await made(`/vouchers/${redeemed.id}/redeem`, {});
      await made(`/vouchers/${cancelled.id}/cancel`, {});
      clock.advance({ days: 3 });
      await sweep();
      assert.equal((await events("voucher_expired")).length, 0);
    });
  });

  describe("reminders", () => {
    const template = (remind: number | null) =>
      made("/voucher-templates", {
        title: "A free tea",
        validity: { type: "days", value: 10 },
        remind_days_before: remind,
      });
    const issued = async (templateId: string) => made("/vouchers", { voucher_template_id: templateId });

    it("of a voucher are told once, from so many days before its end on, and before it expires", async () => {
      const voucher = await issued((await template(3)).id);
      assert.equal(voucher.expires_at, "2026-05-21T20:59:59Z");
      clock.set("2026-05-18T20:59:58Z");
      await sweep();
      assert.equal((await events("voucher_expiring")).length, 0);
      clock.set("2026-05-18T20:59:59Z");
      await sweep();
      await sweep();
      const [event, ...more] = await events("voucher_expiring");
      assert.deepEqual(more, []);
      assert.equal(event.voucher.id, voucher.id);
      assert.equal(event.voucher.status, "active");
      assert.equal((await events("voucher_expired")).length, 0);
    });

    it("follow the template as it is now, also for vouchers issued before it said so", async () => {
      const { id, remind_days_before: before } = await template(null);
      assert.equal(before, null);
      await issued(id);
      clock.advance({ days: 9 });
      await sweep();
      assert.equal((await events("voucher_expiring")).length, 0);
      const changed = await owner.patch(`/voucher-templates/${id}`, { remind_days_before: 2 });
      assert.equal(changed.body.remind_days_before, 2);
      await sweep();
      assert.equal((await events("voucher_expiring")).length, 1);
    });

    it("are not told of a voucher that is redeemed, cancelled or past its end", async () => {
      const { id } = await template(60);
      const [redeemed, cancelled] = [await issued(id), await issued(id)];
      await made(`/vouchers/${redeemed.id}/redeem`, {});
      await made(`/vouchers/${cancelled.id}/cancel`, {});
      await issued(id);
      clock.advance({ days: 11 });
      await sweep();
      assert.equal((await events("voucher_expiring")).length, 0);
      for (const wrong of [0, 61, 1.5, "3"])
        assert.equal(
          (await owner.patch(`/voucher-templates/${id}`, { remind_days_before: wrong })).status,
          422,
        );
    });
  });

  describe("birthdays", () => {
    const program = async (birthday: Record<string, unknown>) =>
      (await made("/templates", { name: "Coffee", goals: [], birthday: { enabled: true, ...birthday } })).id;
    const card = async (templateId: string, birthday: string) =>
      made("/cards", { template_id: templateId, email: `${birthday}@example.com`, birthday });

    it("are told as many days before as the program says, once a year", async () => {
      const issued = await card(await program({ days_before: 3 }), "1990-05-14");
      await sweep();
      await sweep();
      const [event, ...more] = await events("birthday_reached");
      assert.deepEqual(more, []);
      assert.deepEqual(event.birthday, { date: "2026-05-14", days_until: 3 });
      assert.equal(event.card.id, issued.id);
      clock.set("2027-05-11T12:00:00Z");
      await sweep();
      assert.equal((await events("birthday_reached")).length, 2);
    });

    it("follow the business's midnight, not UTC's", async () => {
      await card(await program({}), "--05-12");
      clock.set("2026-05-11T20:59:00Z");
      await sweep();
      assert.equal((await events("birthday_reached")).length, 0);
      clock.set("2026-05-11T21:00:00Z");
      await sweep();
      assert.equal((await events("birthday_reached")).length, 1);
    });

    it("missed by days of downtime are made up for, one event per card", async () => {
      const templateId = await program({});
      await card(templateId, "1990-05-13");
      await card(templateId, "1991-05-14");
      await sweep();
      clock.set("2026-05-20T12:00:00Z");
      await sweep();
      assert.deepEqual(
        (await events("birthday_reached"))
          .map((event: { birthday: { date: string; days_until: number } }) => event.birthday)
          .sort((a: { date: string }, b: { date: string }) => a.date.localeCompare(b.date)),
        [
          { date: "2026-05-13", days_until: 0 },
          { date: "2026-05-14", days_until: 0 },
        ],
      );
    });

    it("bring a voucher where the program gives one", async () => {
      const gift = await made("/voucher-templates", { title: "A birthday cake" });
      await card(await program({ voucher_template_id: gift.id }), "1990-05-11");
      await sweep();
      const [event] = await events("voucher_issued");
      assert.equal(event.voucher.origin, "birthday");
      assert.equal((await owner.get("/vouchers")).body.data.length, 1);
    });
  });

  describe("inactivity", () => {
    it("is told once per spell and armed again by a stamp", async () => {
      const template = await made("/templates", {
        name: "Coffee",
        goals: [],
        inactivity: { enabled: true, days: 30 },
      });
      const issued = await made("/cards", { template_id: template.id, email: "ann@example.com" });
      clock.advance({ days: 29, hours: 23 });
      await sweep();
      assert.equal((await events("inactivity_trigger")).length, 0);
      clock.advance({ hours: 1 });
      await sweep();
      clock.advance({ days: 40 });
      await sweep();
      const [event, ...more] = await events("inactivity_trigger");
      assert.deepEqual(more, []);
      assert.deepEqual(event.inactivity, { days: 30, threshold_days: 30, last_stamp_at: null });
      await made("/stamps", { card_id: issued.id });
      clock.advance({ days: 31 });
      await sweep();
      const [again] = await events("inactivity_trigger");
      assert.deepEqual(again.inactivity, {
        days: 31,
        threshold_days: 30,
        last_stamp_at: "2026-07-20T12:00:00Z",
      });
    });
  });
});
