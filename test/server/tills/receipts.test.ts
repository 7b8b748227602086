import assert from "node:assert/strict";
import { findBusiness } from "../../../server/src/businesses/index.ts";
import type { Business } from "../../../server/src/platform/index.ts";
import { scopeOf } from "../../../server/src/tills/find.ts";
import { tills, type TillDocument } from "../../../server/src/tills/model.ts";
import type { Sale } from "../../../server/src/tills/sales/prepare.ts";
import { recordSale } from "../../../server/src/tills/sales/record.ts";
import { sales } from "../../../server/src/tills/sales/model.ts";
import { claimsCollection, journalCollection } from "../../../server/src/journal/index.ts";
import { finishSales } from "../../../server/src/tills/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { award, made, newEmail, sale, serveTill, signingTill, type SigningTill } from "./stage.ts";

describe("receipts of a till", () => {
  const clock = new TestClock();
  let app: TestApp;
  let owner: Client;
  let templateId: string;
  let till: SigningTill;

  const newTill = (): Promise<SigningTill> => serveTill(app, clock, owner, templateId);
  const card = () => made(owner, "/cards", { template_id: templateId, email: newEmail() });
  const stampsOf = async (id: string): Promise<number> => (await owner.get(`/cards/${id}`)).body.total_stamps;
  const count = async (id: string, event: string): Promise<number> =>
    (await owner.get(`/events?card_id=${id}&type=${event}&limit=100`)).body.data.length;

  before(async () => {
    app = await startTestApp({ clock });
    owner = (await app.tenant()).owner;
    const limits = { cooldown_seconds: 60 };
    templateId = (await made(owner, "/templates", { name: "Coffee", goals: [award(50)], limits })).id;
    till = await newTill();
  });
  after(() => app.stop());
  beforeEach(() => clock.advance({ minutes: 2 }));

  it("get the first answer again with 200", async () => {
    const { number, id } = await card();
    const body = sale({ card_number: number });
    const first = await till.send(body);
    assert.equal(first.status, 201, first.text);
    const again = await till.send(body);
    assert.deepEqual([again.status, again.body], [200, first.body]);
    clock.advance({ minutes: 2 });
    await till.send(sale({ card_number: number }));
    const later = await till.send({ ...body, amount: "12.5", sold_at: "2026-05-11T14:34:50+0200" });
    assert.deepEqual([later.status, later.body], [200, first.body], "the same sale in other words");
    assert.equal(await stampsOf(id), 2);
  });

  it("are refused for another sale: another amount, currency, card, customer or code, or one less", async () => {
    const [email, other] = [newEmail(), newEmail()];
    const mine = await made(owner, "/cards", { template_id: templateId, email });
    const theirs = await made(owner, "/cards", { template_id: templateId, email: other });
    const voucher = await made(owner, "/vouchers", { title: "Once", card_id: mine.id });
    const bearer = await made(owner, "/vouchers", { title: "Flyer" });
    const body = sale({ email, redeem_code: voucher.redeem_code });
    const first = await till.send(body);
    assert.equal(first.status, 201, first.text);
    const bare = { ...body, email: undefined, redeem_code: undefined };
    const others = [
      { ...body, amount: "12.51" },
      { ...body, currency: "USD" },
      { ...body, email: other },
      { ...body, email: newEmail() },
      { ...bare, card_number: theirs.number, redeem_code: voucher.redeem_code },
      { ...bare, redeem_code: voucher.redeem_code },
      { ...body, redeem_code: bearer.redeem_code },
      { ...body, redeem_code: undefined },
    ];
    for (const one of others) {
      const refused = await till.send(one);
      assert.deepEqual([refused.status, refused.body.code], [409, "receipt_already_used"], refused.text);
      assert.equal(refused.body.receipt_id, body["receipt_id"]);
      assert.ok(!refused.text.includes(mine.number), "nothing of the first sale is shown");
    }
    const same = { ...bare, card_number: mine.number, redeem_code: ` ${voucher.redeem_code} `.toLowerCase() };
    assert.deepEqual((await till.send(same)).body, first.body);
    assert.deepEqual([await stampsOf(mine.id), await stampsOf(theirs.id)], [1, 0]);
  });

  it("are each till's own, and not those of POST /stamps", async () => {
    const { number, id } = await card();
    await made(owner, "/stamps", { card_id: id, receipt_id: "0001" }, 200);
    clock.advance({ minutes: 2 });
    assert.equal((await till.send(sale({ card_number: number, receipt_id: "0001" }))).status, 201);
    clock.advance({ minutes: 2 });
    const elsewhere = await (await newTill()).send(sale({ card_number: number, receipt_id: "0001" }));
    assert.equal(elsewhere.status, 201, elsewhere.text);
    clock.advance({ minutes: 2 });
    const again = await owner.post("/stamps", { card_id: id, receipt_id: "0001" });
    assert.equal(again.body.code, "receipt_already_used");
    assert.equal(await stampsOf(id), 3);
  });

  it("of a sale from when they were the business's are used up still", async () => {
    const { number, id } = await card();
    const body = sale({ card_number: number });
    const { platform } = app;
    const found = (await platform.store.collection(tills).findOne({ _id: till.id })) as TillDocument;
    const { business_id } = found;
    const business = (await findBusiness(platform, business_id)) as Business;
    const former = { ...body, card_number: number, template_id: templateId, till_id: till.id };
    const scope = scopeOf(business, null);
    await recordSale(platform, scope, {
      ...(former as unknown as Sale),
      till_id: till.id,
      receipt_of: "account",
    });
    assert.equal((await till.send(body)).status, 200);
    assert.equal((await till.send({ ...body, amount: "1.00" })).status, 409);
    assert.equal(await stampsOf(id), 1);
  });

  it("are the business's own: another business may use the same", async () => {
    const other = (await app.tenant()).owner;
    const program = await made(other, "/templates", { name: "Theirs", goals: [] });
    const body = { name: "Theirs", kind: "generic", template_id: program.id };
    const theirs = signingTill(app, clock, await made(other, "/tills", body));
    const mine = sale();
    assert.equal((await till.send(mine)).status, 201);
    assert.equal((await theirs.send(mine)).status, 201);
  });

  describe("races", () => {
    it("20 calls with one receipt at two processes give one stamp, one redemption and one answer", async () => {
      const second = await startTestApp({ clock, databaseUri: app.databaseUri });
      const { number, id } = await card();
      const voucher = await made(owner, "/vouchers", { title: "Once", card_id: id });
      const body = sale({ card_number: number, redeem_code: voucher.redeem_code });
      const there = signingTill(second, clock, till);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, at) => (at % 2 ? till : there).send(body)),
      );
      await second.stop();
      const statuses = answers.map(({ status }) => status).sort();
      assert.deepEqual(statuses, [...Array.from({ length: 19 }, () => 200), 201]);
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
      assert.equal(answers[0]?.body.redeemed.status, "redeemed");
      assert.equal(await stampsOf(id), 1);
      assert.deepEqual([await count(id, "stamp_added"), await count(id, "voucher_redeemed")], [1, 1]);
    });

    it("two sales with one receipt at once: one of them has it", async () => {
      const { number, id } = await card();
      const body = sale({ card_number: number });
      const answers = await Promise.all([till.send(body), till.send({ ...body, amount: "1.00" })]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
      assert.equal(await stampsOf(id), 1);
    });

    it("two receipts with one voucher: one redeems it, the other is told or refused", async () => {
      const [one, two] = [await card(), await card()];
      const bearer = await made(owner, "/vouchers", { title: "Flyer" });
      const answers = await Promise.all(
        [one, two].map(({ number }) =>
          till.send(sale({ card_number: number, redeem_code: bearer.redeem_code })),
        ),
      );
      const redeemed = answers.filter(({ body }) => body.redeemed?.status === "redeemed");
      const told = answers.filter(
        ({ body }) => (body.not_redeemed?.reason ?? body.code) === "voucher_already_redeemed",
      );
      assert.deepEqual([redeemed.length, told.length], [1, 1]);
    });
  });

  describe("after a crash", () => {
    /** Takes the last entry of a sale away, as if the process had ended before it. */
    const cutBack = async (receiptId: string) => {
      const { store } = app.platform;
      const found = await store.collection(sales).findOne({ receipt_id: receiptId });
      const settled = await store
        .collection(journalCollection)
        .findOne({ stream: found?._id ?? "", kind: "settle_sale" });
      assert.ok(found && settled);
      await store.collection(journalCollection).deleteOne({ _id: settled._id });
      await store
        .collection(sales)
        .updateOne({ _id: found._id }, { $set: { seq: 1, status: "recorded", answer: null, given: null } });
      return found;
    };

    it("between its last step and its answer, a repeat gets the first answer and nothing twice", async () => {
      const { number, id } = await card();
      const voucher = await made(owner, "/vouchers", { title: "Once", card_id: id });
      const body = sale({ card_number: number, redeem_code: voucher.redeem_code });
      const first = await till.send(body);
      assert.equal(first.status, 201);
      await cutBack(String(body["receipt_id"]));
      const again = await till.send(body);
      assert.deepEqual([again.status, again.body], [200, first.body]);
      assert.deepEqual([await stampsOf(id), await count(id, "voucher_redeemed")], [1, 1]);
    });

    it("the sweep of any process finishes what no till repeats", async () => {
      const { number, id } = await card();
      const body = sale({ card_number: number });
      const first = await till.send(body);
      const cut = await cutBack(String(body["receipt_id"]));
      clock.advance({ minutes: 1 });
      assert.ok((await finishSales(app.platform)) >= 1);
      const after = await app.platform.store.collection(sales).findOne({ _id: cut._id });
      assert.equal(after?.status, "settled");
      assert.deepEqual((await till.send(body)).body, first.body);
      assert.equal(await stampsOf(id), 1);
    });

    it("the sweep finishes what was left while the clock was ahead", async () => {
      const { number } = await card();
      const body = sale({ card_number: number });
      await till.send(body);
      const { _id } = await cutBack(String(body["receipt_id"]));
      const all = app.platform.store.collection(sales);
      const ahead = new Date(clock.now().getTime() + 48 * 3_600_000);
      await all.updateOne({ _id }, { $set: { recorded_at: ahead } });
      await finishSales(app.platform);
      assert.equal((await all.findOne({ _id }))?.status, "settled");
    });

    it("the sweep steps over sales that cannot be ended, whatever their number", async () => {
      const { number } = await card();
      const body = sale({ card_number: number });
      await till.send(body);
      const { _id, ...cut } = await cutBack(String(body["receipt_id"]));
      const stuck = Array.from({ length: 101 }, (_, at) => ({
        ...cut,
        _id: `stuck_${at}`,
        seq: 1,
        status: "recorded" as const,
        recorded_at: new Date(clock.now().getTime() - 60_000),
        answer: null,
        given: null,
        voucher_id: "v_gone",
      }));
      const all = app.platform.store.collection(sales);
      await all.insertMany(stuck);
      clock.advance({ minutes: 1 });
      assert.equal(await finishSales(app.platform), 1);
      assert.equal((await all.findOne({ _id }))?.status, "settled");
      assert.equal(await all.countDocuments({ status: "recorded" }), stuck.length);
      await all.deleteMany({ status: "recorded" });
    });

    it("leaves no claim of a receipt behind a refusal", async () => {
      const body = sale({ card_number: "000000" });
      assert.equal((await till.send(body)).status, 404);
      const claims = app.platform.store.collection(claimsCollection);
      const receipt = String(body["receipt_id"]);
      assert.equal(await claims.countDocuments({ _id: { $regex: `${receipt}$` } }), 0);
    });
  });
});
