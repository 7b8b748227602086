import assert from "node:assert/strict";
import { sales } from "../../../server/src/tills/sales/model.ts";
import { claimsCollection, journalCollection } from "../../../server/src/journal/index.ts";
import { finishSales } from "../../../server/src/tills/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { award, made, newEmail, sale, signingTill, type SigningTill } from "./stage.ts";

describe("receipts of a till", () => {
  const clock = new TestClock();
  let app: TestApp;
  let owner: Client;
  let templateId: string;
  let till: SigningTill;

  const newTill = async (): Promise<SigningTill> => {
    const body = { name: "Counter", kind: "serve", template_id: templateId };
    return signingTill(app, clock, await made(owner, "/tills", body));
  };
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

  it("get the first answer again with 200, whatever the repeat says", async () => {
    const { number, id } = await card();
    const body = sale({ card_number: number });
    const first = await till.send(body);
    assert.equal(first.status, 201, first.text);
    const again = await till.send(body);
    assert.deepEqual([again.status, again.body], [200, first.body]);
    clock.advance({ minutes: 2 });
    await till.send(sale({ card_number: number }));
    const other = await till.send({ ...body, amount: "99.00" });
    assert.deepEqual([other.status, other.body], [200, first.body]);
    assert.equal(await stampsOf(id), 2);
  });

  it("are shared with POST /stamps and with other tills, and have their effect there only once", async () => {
    const { number, id } = await card();
    await made(owner, "/stamps", { card_id: id, receipt_id: "shared-1" }, 200);
    clock.advance({ minutes: 2 });
    const used = await till.send(sale({ card_number: number, receipt_id: "shared-1" }));
    assert.deepEqual([used.status, used.body.code], [409, "receipt_already_used"]);
    await till.send(sale({ card_number: number, receipt_id: "shared-2" }));
    clock.advance({ minutes: 2 });
    const stamps = await owner.post("/stamps", { card_id: id, receipt_id: "shared-2" });
    assert.equal(stamps.body.code, "receipt_already_used");
    const elsewhere = await (await newTill()).send(sale({ card_number: number, receipt_id: "shared-2" }));
    assert.deepEqual([elsewhere.status, elsewhere.body.code], [409, "receipt_already_used"]);
    assert.equal(await stampsOf(id), 2);
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

    it("a receipt and POST /stamps at once: one of them has it", async () => {
      const { number, id } = await card();
      const receipt_id = "race-stamps";
      const [byTill, byKey] = await Promise.all([
        till.send(sale({ card_number: number, receipt_id })),
        owner.post("/stamps", { card_id: id, receipt_id }),
      ]);
      assert.deepEqual([byTill.status, byKey.status].filter((status) => status === 409).length, 1);
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

    it("leaves no claim of a receipt behind a refusal", async () => {
      const body = sale({ card_number: "000000" });
      assert.equal((await till.send(body)).status, 404);
      const claims = app.platform.store.collection(claimsCollection);
      const receipt = String(body["receipt_id"]);
      assert.equal(await claims.countDocuments({ _id: { $regex: `${receipt}$` } }), 0);
    });
  });
});
