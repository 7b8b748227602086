import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { award, made, newEmail, sale, signingTill, type SigningTill } from "./stage.ts";

describe("sales of a till", () => {
  const clock = new TestClock();
  let app: TestApp;
  let tenant: Tenant;
  let owner: Client;
  let templateId: string;
  let till: SigningTill;

  const newTill = async (input: Record<string, unknown> = {}): Promise<SigningTill> => {
    const body = { name: "Counter", kind: "generic", template_id: templateId, ...input };
    return signingTill(app, clock, await made(owner, "/tills", body));
  };
  const template = async (input: Record<string, unknown> = {}): Promise<string> =>
    (await made(owner, "/templates", { name: "Coffee", goals: [award(5)], ...input })).id;
  const card = (more: Record<string, unknown> = {}) =>
    made(owner, "/cards", { template_id: templateId, email: newEmail(), ...more });
  const cardNow = async (id: string) => (await owner.get(`/cards/${id}`)).body;
  const eventsOf = async (id: string): Promise<string[]> =>
    (await owner.get(`/events?card_id=${id}&limit=100`)).body.data.map((one: { event: string }) => one.event);
  const byAmount = { type: "by_amount", amount_per_stamp: "10.00", currency: "EUR" };
  const shared = async (): Promise<string> => {
    const input = { title: "A coffee", code: { mode: "shared", value: "FREECOFFEE" } };
    return (await made(owner, "/voucher-templates", input)).id;
  };

  before(async () => {
    app = await startTestApp({ clock });
    tenant = await app.tenant();
    owner = tenant.owner;
    templateId = await template();
    till = await newTill();
  });
  after(() => app.stop());

  describe("stamps", () => {
    it("one stamp per order, found by card number, email or phone", async () => {
      const email = newEmail();
      const issued = await card({ email, phone: "+380671112233" });
      for (const selector of [{ card_number: issued.number }, { email }, { phone: "067 111 22 33" }]) {
        const answer = await till.send(sale(selector));
        assert.equal(answer.status, 201, answer.text);
        assert.equal(answer.body.stamp.count, 1);
        assert.equal(answer.body.stamp.source, "pos");
        assert.equal(answer.body.not_stamped, null);
      }
      assert.equal((await cardNow(issued.id)).stamps, 3);
    });

    it("by amount, exact, and keeps what is left over", async () => {
      const amountTemplate = await template({ earn: byAmount });
      const amountTill = await newTill({ template_id: amountTemplate });
      const issued = await card({ template_id: amountTemplate });
      const small = await amountTill.send(sale({ card_number: issued.number, amount: "9.99" }));
      assert.equal(small.status, 201, small.text);
      assert.equal(small.body.not_stamped.reason, "amount_too_small");
      const next = await amountTill.send(sale({ card_number: issued.number, amount: 10.02 }));
      assert.equal(next.body.stamp.count, 2);
      assert.equal(next.body.card.amount_remainder, "0.01");
    });

    it("in the currency's digits, zeros behind not counted, and its name in any case", async () => {
      const yen = await template({
        earn: { type: "by_amount", amount_per_stamp: "100.000", currency: "jpy" },
      });
      const yenTill = await newTill({ template_id: yen });
      const { number, id } = await card({ template_id: yen });
      const answer = await yenTill.send(sale({ card_number: number, amount: "500.00", currency: "jpy" }));
      assert.equal(answer.body.stamp?.count, 5, answer.text);
      assert.deepEqual([answer.body.stamp.amount, answer.body.stamp.currency], ["500", "JPY"]);
      const half = await yenTill.send(sale({ card_number: number, amount: "500.50", currency: "JPY" }));
      assert.equal(half.status, 422);
      const byKey = await owner.post("/stamps", { card_id: id, amount: "100.0000000", currency: "Jpy" });
      assert.equal(byKey.body.stamp?.count, 1, byKey.text);
    });

    it("nothing for a sale of 0, which is a sale all the same: it redeems, and uses its receipt up", async () => {
      const free = await card();
      for (const amount of ["0.00", "0", 0]) {
        const voucher = await made(owner, "/vouchers", { title: "A free coffee", card_id: free.id });
        const body = sale({ card_number: free.number, amount, redeem_code: voucher.redeem_code });
        const answer = await till.send(body);
        assert.equal(answer.status, 201, answer.text);
        assert.equal(answer.body.redeemed.status, "redeemed");
        assert.deepEqual([answer.body.stamp, answer.body.not_stamped?.reason], [null, "nothing_paid"]);
        assert.equal(answer.body.card.id, free.id);
        assert.deepEqual((await till.send(body)).body, answer.body);
      }
      const mapped = await newTill({
        mapping: {
          fields: { receipt_id: "/no", amount: "/sum", card_number: "/card" },
          amount_unit: "minor",
          currency: "eur",
        },
      });
      const sent = await mapped.send({ no: 17, sum: 0, card: free.number });
      assert.equal(sent.body.not_stamped?.reason, "nothing_paid", sent.text);
      assert.equal((await cardNow(free.id)).total_stamps, 0);
      const refused = await owner.post("/stamps", {
        card_id: (await card({ template_id: await template({ earn: byAmount }) })).id,
        amount: "0.00",
        currency: "EUR",
      });
      assert.equal(refused.body.errors?.[0].pointer, "/amount", "nobody stamps for nothing");
    });

    it("nothing, and says so, when the sale names no customer", async () => {
      const anonymous = sale();
      const answer = await till.send(anonymous);
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.body.card, null);
      assert.equal(answer.body.not_stamped.reason, "no_customer");
      assert.equal((await till.send(anonymous)).status, 200);
    });

    it("at the till's location", async () => {
      const location = await made(owner, "/locations", { name: "Main Street" });
      const there = await newTill({ location_id: location.id });
      const issued = await card();
      await there.send(sale({ card_number: issued.number }));
      const { data } = (await owner.get(`/events?card_id=${issued.id}&type=stamp_added`)).body;
      assert.equal(data[0].location_id, location.id);
      assert.equal(data[0].stamp.staff_id, null);
    });
  });

  describe("codes", () => {
    it("are redeemed at the till before the sale's own stamps count", async () => {
      const withVoucher = await template({
        goals: [{ stamps: 1, reward: { type: "voucher", voucher_template_id: await shared() } }],
      });
      const voucherTill = await newTill({ template_id: withVoucher });
      const issued = await card({ template_id: withVoucher });
      const early = await voucherTill.send(sale({ card_number: issued.number, redeem_code: "freecoffee" }));
      assert.equal(early.status, 404, "the voucher that this sale would earn is for the next visit");
      assert.equal((await cardNow(issued.id)).total_stamps, 0);
      await voucherTill.send(sale({ card_number: issued.number }));
      const answer = await voucherTill.send(sale({ card_number: issued.number, redeem_code: "freecoffee" }));
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.body.redeemed.redeemed_via, "pos");
      assert.equal(answer.body.redeemed.status, "redeemed");
      assert.equal(answer.body.vouchers.length, 1);
      assert.equal((await eventsOf(issued.id)).filter((name) => name === "voucher_redeemed").length, 1);
    });

    it("of the bearer work with and without a customer; another person's do not", async () => {
      const bearer = () => made(owner, "/vouchers", { title: "Flyer" });
      const issued = await card();
      const other = await card();
      const named = await till.send(
        sale({ card_number: issued.number, redeem_code: (await bearer()).redeem_code }),
      );
      assert.equal(named.body.redeemed.status, "redeemed", named.text);
      const unnamed = await till.send(sale({ redeem_code: (await bearer()).redeem_code }));
      assert.equal(unnamed.body.redeemed.status, "redeemed", unnamed.text);
      const theirs = await made(owner, "/vouchers", { title: "Mine", card_id: other.id });
      const refused = await till.send(sale({ card_number: issued.number, redeem_code: theirs.redeem_code }));
      assert.equal(refused.body.code, "voucher_not_found");
    });

    it("that cannot be redeemed refuse the sale with nothing done, and the receipt stays free", async () => {
      const issued = await card();
      const voucher = await made(owner, "/vouchers", { title: "Once", card_id: issued.id });
      await made(owner, `/vouchers/${voucher.id}/redeem`, {}, 200);
      const body = sale({ card_number: issued.number, redeem_code: voucher.redeem_code });
      const refused = await till.send(body);
      assert.equal(refused.status, 409);
      assert.equal(refused.body.code, "voucher_already_redeemed");
      assert.equal((await cardNow(issued.id)).total_stamps, 0);
      assert.equal((await till.send({ ...body, redeem_code: undefined })).status, 201);
    });

    it("are redeemed also on a card that takes no more stamps, and the answer says why there is none", async () => {
      const stopping = await template({ goals: [award(1)], after_final_goal: "stop" });
      const stopTill = await newTill({ template_id: stopping });
      const issued = await card({ template_id: stopping });
      await stopTill.send(sale({ card_number: issued.number }));
      const refused = await stopTill.send(sale({ card_number: issued.number }));
      assert.equal(refused.body.code, "card_complete");
      const voucher = await made(owner, "/vouchers", { title: "Last", card_id: issued.id });
      const body = sale({ card_number: issued.number, redeem_code: voucher.redeem_code });
      const answer = await stopTill.send(body);
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.body.not_stamped.reason, "card_complete");
      assert.equal(answer.body.redeemed.status, "redeemed");
    });
  });

  describe("refuse", () => {
    const refuses = async (body: Record<string, unknown>, status: number, code: string, pointer?: string) => {
      const answer = await till.send(body);
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.body.code, code);
      if (pointer !== undefined) assert.equal(answer.body.errors[0].pointer, pointer, answer.text);
    };

    it("amounts below 0, of a billion, with too many digits, and no money at all", async () => {
      const { number, id } = await card();
      for (const amount of ["-1", -1, "-0.00", "1000000000", 1e9, "1.234", 12.345, "abc", "1e3", null])
        await refuses(sale({ card_number: number, amount }), 422, "validation_failed", "/amount");
      await refuses(sale({ card_number: number, currency: "XXQ" }), 422, "validation_failed", "/currency");
      await refuses(sale({ card_number: number, currency: "EURO" }), 422, "validation_failed", "/currency");
      assert.equal((await cardNow(id)).total_stamps, 0);
    });

    it("another currency than the template's, also for a stranger and without a customer", async () => {
      const amountTemplate = await template({ earn: byAmount });
      const amountTill = await newTill({ template_id: amountTemplate });
      const issued = await card({ template_id: amountTemplate });
      for (const who of [{ card_number: issued.number }, { email: newEmail() }, {}]) {
        const answer = await amountTill.send(sale({ ...who, currency: "USD" }));
        assert.equal(answer.status, 422, answer.text);
        assert.equal(answer.body.code, "currency_mismatch");
        assert.equal(answer.body.expected_currency, "EUR");
      }
    });

    it("unknown members, missing ones and two customers at once", async () => {
      await refuses(sale({ note: "x" }), 422, "validation_failed", "/note");
      await refuses({ ...sale(), receipt_id: undefined }, 422, "validation_failed", "/receipt_id");
      await refuses(sale({ sold_at: "yesterday" }), 422, "validation_failed", "/sold_at");
      await refuses(sale({ email: newEmail(), phone: "+380671112233" }), 422, "validation_failed");
      await refuses(sale({ phone: "not a phone" }), 422, "validation_failed", "/phone");
    });

    it("an unknown customer with the receipt left free, so that the till can send it again", async () => {
      const email = newEmail();
      const body = sale({ email });
      await refuses(body, 404, "card_not_found");
      await card({ email });
      assert.equal((await till.send(body)).status, 201);
    });

    it("a card of another program, and one of another business", async () => {
      const other = await card({ template_id: await template() });
      await refuses(sale({ card_number: other.number }), 404, "card_not_found");
      const stranger = await app.tenant();
      const theirs = await made(stranger.owner, "/templates", { name: "T", goals: [] });
      const foreign = await made(stranger.owner, "/cards", { template_id: theirs.id, email: newEmail() });
      await refuses(sale({ card_number: foreign.number }), 404, "card_not_found");
    });

    it("a card that has its stamps for today, with nothing used up", async () => {
      const daily = await template({ limits: { daily_stamps_per_card: 1 } });
      const dailyTill = await newTill({ template_id: daily });
      const { number } = await card({ template_id: daily });
      await dailyTill.send(sale({ card_number: number }));
      const body = sale({ card_number: number });
      const refused = await dailyTill.send(body);
      assert.equal(refused.body.code, "daily_limit_reached");
      assert.ok(refused.body.retry_at);
    });
  });
});
