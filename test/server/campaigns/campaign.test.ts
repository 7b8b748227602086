import assert from "node:assert/strict";
import type { PassMessage } from "../../../server/src/campaigns/index.ts";
import { startSmtp, type SmtpServer } from "../../support/smtp.ts";
import { ok, startStage, type Stage } from "./stage.ts";

describe("campaign", () => {
  let smtp: SmtpServer;
  let stage: Stage;
  const pushed: PassMessage[] = [];

  beforeEach(async () => {
    pushed.length = 0;
    smtp = await startSmtp();
    stage = await startStage({
      smtpUrl: smtp.url,
      push: {
        isConnected: () => true,
        async send(_platform, message) {
          pushed.push(message);
          return { state: "accepted", message_id: null };
        },
      },
    });
    await stage.connect();
  });
  afterEach(async () => {
    await stage.stop();
    await smtp.stop();
  });

  const post = (input: Record<string, unknown>) =>
    stage.owner.post("/campaigns", {
      name: "Spring",
      channels: ["email"],
      message: "Hello",
      audience: { all: true },
      ...input,
    });
  const campaign = async (input: Record<string, unknown> = {}) => ok(post(input), 202);
  const shown = async (id: string) => ok(stage.owner.get(`/campaigns/${id}`), 200);
  const template = async (name = "Coffee"): Promise<string> =>
    (await ok(stage.owner.post("/templates", { name, goals: [] }), 201)).id;
  const voucherTemplate = async (input: Record<string, unknown> = {}): Promise<string> =>
    (
      await ok(
        stage.owner.post("/voucher-templates", {
          title: "A free coffee",
          code: { mode: "unique" },
          formats: ["text"],
          validity: { type: "days", value: 30 },
          ...input,
        }),
        201,
      )
    ).id;
  const cardOf = async (person: { email: string }, templateId: string) =>
    ok(stage.owner.post("/cards", { template_id: templateId, email: person.email }), 201);
  const mailedTo = (): string[] => smtp.taken.map(({ to }) => to).sort();

  it("shows what was asked for and how far it has come", async () => {
    await stage.customer();
    const made = await campaign({ subject: "Hi", push_text: "Hi", channels: ["email", "push"] });
    assert.equal(made.status, "queued");
    assert.deepEqual([made.recipients, made.messages, made.counts.pending], [1, 1, 1]);
    await stage.drain();
    const done = await shown(made.id);
    assert.equal(done.status, "sent");
    assert.deepEqual({ ...done, status: "queued", counts: made.counts }, made);
    const { data } = await ok(stage.owner.get("/campaigns"), 200);
    assert.deepEqual(
      data.map(({ id }: { id: string }) => id),
      [made.id],
    );
  });

  it("reaches a customer over each channel of the campaign, and over one messenger", async () => {
    const one = await stage.customer({ consents: { email: true, telegram: true, viber: true } });
    const made = await campaign({ channels: ["email", "messengers"] });
    assert.deepEqual([made.recipients, made.messages], [1, 2]);
    await stage.drain();
    assert.deepEqual(mailedTo(), [one.email]);
    assert.deepEqual(
      stage.sevenLoc.accepted.map(({ channel }) => channel),
      ["telegram"],
    );
    const events = await stage.events("campaign_sent");
    assert.deepEqual(events.map((event) => event.campaign.channel).sort(), ["email", "telegram"]);
  });

  describe("audiences", () => {
    it("are the holders of a card template", async () => {
      const [one] = [await stage.customer(), await stage.customer()];
      const coffee = await template();
      const card = await cardOf(one, coffee);
      await campaign({ audience: { template_id: coffee } });
      await stage.drain();
      assert.deepEqual(mailedTo(), [one.email]);
      const [event] = await stage.events("campaign_sent");
      assert.equal(event.card.id, card.id);
      assert.equal(event.customer.wallet_pass_id, card.wallet_pass_id);
    });

    it("are chosen customers, each once", async () => {
      const one = await stage.customer();
      await stage.customer();
      await campaign({ audience: { customer_ids: [one.id, one.id] } });
      await stage.drain();
      assert.deepEqual(mailedTo(), [one.email]);
    });

    it("are customers whose cards all had no stamp for so many days", async () => {
      const [quiet, lively, cardless] = [
        await stage.customer(),
        await stage.customer(),
        await stage.customer(),
      ];
      assert.ok(cardless);
      const coffee = await template();
      const tea = await template("Tea");
      await cardOf(quiet, coffee);
      await cardOf(lively, coffee);
      const stamped = await cardOf(lively, tea);
      stage.clock.advance({ days: 10 });
      await ok(stage.owner.post("/stamps", { card_id: stamped.id }), 200);
      stage.clock.advance({ days: 1 });
      await campaign({ audience: { inactive_days: 10 } });
      await stage.drain();
      assert.deepEqual(mailedTo(), [quiet.email]);
      // Narrowed to one card template, only its cards count.
      await campaign({ audience: { inactive_days: 10 }, template_id: coffee });
      await stage.drain();
      assert.deepEqual(mailedTo(), [quiet.email, quiet.email, lively.email].sort());
    });

    it("are customers with a voucher that can be used now", async () => {
      const people = [await stage.customer(), await stage.customer(), await stage.customer()];
      const [active, used, late] = people;
      assert.ok(active && used && late);
      const coupon = await voucherTemplate();
      for (const { id } of [active, used])
        await ok(stage.owner.post("/vouchers", { voucher_template_id: coupon, customer_id: id }), 201);
      const [spent] = (await ok(stage.owner.get(`/vouchers?customer_id=${used.id}`), 200)).data;
      await ok(stage.owner.post(`/vouchers/${spent.id}/redeem`, {}), 200);
      await ok(
        stage.owner.post("/vouchers", {
          title: "Soon over",
          customer_id: late.id,
          expires_at: new Date(stage.clock.now().getTime() + 60_000).toISOString(),
        }),
        201,
      );
      stage.clock.advance({ minutes: 2 });
      await campaign({ audience: { has_active_voucher: true } });
      await stage.drain();
      assert.deepEqual(mailedTo(), [active.email]);
    });
  });

  describe("with a voucher", () => {
    it("gives each recipient one, over however many channels, and shows its code", async () => {
      const one = await stage.customer();
      const coupon = await voucherTemplate();
      const made = await campaign({ channels: ["email", "messengers"], voucher_template_id: coupon });
      await stage.drain();
      const { data } = await ok(stage.owner.get(`/vouchers?customer_id=${one.id}`), 200);
      assert.equal(data.length, 1);
      const [voucher] = data;
      assert.equal(voucher.origin, "campaign");
      assert.ok(stage.sevenLoc.accepted[0]?.text.includes(`A free coffee: ${voucher.redeem_code}`));
      assert.ok(smtp.taken[0]?.raw.includes(voucher.redeem_code));
      const issued = await stage.events("voucher_issued");
      assert.equal(issued.length, 1);
      assert.equal(issued[0].voucher.origin, "campaign");
      const sent = await stage.events("campaign_sent");
      assert.deepEqual(
        sent.map((event) => event.campaign.voucher_id),
        [voucher.id, voucher.id],
      );
      assert.equal((await shown(made.id)).counts.sent, 2);
      await ok(stage.owner.post("/redemptions", { code: voucher.redeem_code }), 200);
    });

    it("gives the same one when the message has to be sent again", async () => {
      const one = await stage.customer();
      const coupon = await voucherTemplate();
      stage.sevenLoc.trouble({ status: 500 }, "taken-then-reset");
      await campaign({ channels: ["messengers"], voucher_template_id: coupon });
      for (let turn = 0; turn < 4; turn += 1) {
        await stage.drain();
        stage.clock.advance({ minutes: 2 });
      }
      const { data } = await ok(stage.owner.get(`/vouchers?customer_id=${one.id}`), 200);
      assert.equal(data.length, 1);
      assert.equal(stage.sevenLoc.accepted.length, 1);
    });

    it("is refused when its template is unknown, over, or leaves the message no room", async () => {
      await stage.customer();
      const unknown = await ok(post({ voucher_template_id: "vt_nothing" }), 422);
      assert.equal(unknown.errors[0].pointer, "/voucher_template_id");
      const over = await voucherTemplate({ validity: { type: "fixed_date", value: "2026-01-31" } });
      const past = await ok(post({ voucher_template_id: over }), 422);
      assert.equal(past.errors[0].pointer, "/voucher_template_id");
      const coupon = await voucherTemplate();
      const long = { channels: ["messengers"], message: "x".repeat(4096) };
      const full = await ok(post({ ...long, voucher_template_id: coupon }), 422);
      assert.equal(full.errors[0].pointer, "/message");
      await ok(post(long), 202);
    });
  });

  describe("on wallet passes", () => {
    it("reaches the card that was saved, and nobody who has saved none", async () => {
      const [saver] = [await stage.customer({ consents: {} }), await stage.customer()];
      const coffee = await template();
      const card = await cardOf(saver, coffee);
      await ok(stage.owner.post(`/cards/${card.id}/saved`, { platform: "apple" }), 200);
      const made = await campaign({ channels: ["push"], push_text: "Free coffee" });
      assert.equal(made.recipients, 1);
      await stage.drain();
      assert.equal(pushed.length, 1);
      assert.equal(pushed[0]?.card_id, card.id);
      assert.equal(pushed[0]?.push_text, "Free coffee");
      const [event] = await stage.events("campaign_sent");
      assert.deepEqual([event.campaign.channel, event.card.id], ["push", card.id]);
    });

    it("is refused with 409 while no wallet is set up", async () => {
      const bare = await startStage();
      const body = { name: "Spring", channels: ["push"], message: "Hello", audience: { all: true } };
      const refused = await ok(bare.owner.post("/campaigns", body), 409);
      assert.equal(refused.code, "wallet_not_connected");
      await bare.stop();
    });
  });

  it("is refused for texts over their limits, and for a channel that is named twice", async () => {
    await stage.customer();
    const refusals: readonly (readonly [Record<string, unknown>, string])[] = [
      [{ push_text: "x".repeat(21) }, "/push_text"],
      [{ subject: "x".repeat(201) }, "/subject"],
      [{ message: "x".repeat(7001) }, "/message"],
      [{ message: "x".repeat(4097), channels: ["messengers"] }, "/message"],
      [{ channels: ["email", "email"] }, "/channels"],
      [{ channels: [] }, "/channels"],
      [{ template_id: "tpl_nothing" }, "/template_id"],
    ];
    for (const [input, pointer] of refusals)
      assert.equal((await ok(post(input), 422)).errors[0].pointer, pointer);
  });
});
