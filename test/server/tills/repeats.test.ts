import assert from "node:assert/strict";
import { sales } from "../../../server/src/tills/sales/model.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { award, made, newEmail, sale, serveTill, type SigningTill } from "./stage.ts";

describe("the repeat of a till's sale", () => {
  const clock = new TestClock();
  let app: TestApp;
  let owner: Client;
  let templateId: string;
  let till: SigningTill;

  const newTill = (): Promise<SigningTill> => serveTill(app, clock, owner, templateId);

  before(async () => {
    app = await startTestApp({ clock });
    owner = (await app.tenant()).owner;
    templateId = (await made(owner, "/templates", { name: "Coffee", goals: [award(50)] })).id;
    till = await newTill();
  });
  after(() => app.stop());

  it("gets its answer also when the card has been deleted since", async () => {
    const { number, id } = await made(owner, "/cards", { template_id: templateId, email: newEmail() });
    const body = sale({ card_number: number });
    const first = await till.send(body);
    assert.equal((await owner.delete(`/cards/${id}`)).status, 204);
    const again = await till.send(body);
    assert.deepEqual([again.status, again.body.receipt_id], [200, first.body.receipt_id], again.text);
  });

  it("gets its answer also when the till has stamped another program since", async () => {
    const other = (await made(owner, "/templates", { name: "Tea", goals: [award(50)] })).id;
    const email = newEmail();
    const mine = await made(owner, "/cards", { template_id: templateId, email });
    await made(owner, "/cards", { template_id: other, email });
    const moved = await newTill();
    const bodies = [sale({ email }), sale({ card_number: mine.number, amount: "0.00" })];
    const firsts = await Promise.all(bodies.map((body) => moved.send(body)));
    assert.equal((await owner.patch(`/tills/${moved.id}`, { template_id: other })).status, 200);
    for (const [at, body] of bodies.entries()) {
      const again = await moved.send(body);
      assert.deepEqual([again.status, again.body], [200, firsts[at]?.body], again.text);
    }
    assert.equal(firsts[0]?.body.card.id, mine.id);
  });

  it("is none when the card has been deleted, and the till means somebody in another program since", async () => {
    const other = (await made(owner, "/templates", { name: "Juice", goals: [award(50)] })).id;
    const [gone, here] = [newEmail(), newEmail()];
    const { id } = await made(owner, "/cards", { template_id: templateId, email: gone });
    await made(owner, "/cards", { template_id: other, email: here });
    const moved = await newTill();
    const body = sale({ email: gone });
    const first = await moved.send(body);
    assert.equal(first.status, 201, first.text);
    assert.equal((await owner.delete(`/cards/${id}`)).status, 204);
    assert.equal((await owner.patch(`/tills/${moved.id}`, { template_id: other })).status, 200);
    assert.equal((await moved.send({ ...body, email: here })).status, 409);
    const again = await moved.send(body);
    assert.deepEqual([again.status, again.body], [200, first.body], again.text);
  });

  it("gets its answer also when the customer has another email or phone since, and somebody else has it", async () => {
    const phone = "+49 30 901820";
    const [old, now] = [newEmail(), newEmail()];
    const one = await made(owner, "/cards", { template_id: templateId, email: old, phone });
    const bodies = [sale({ email: old }), sale({ phone, amount: "0.00" })];
    const firsts = [await till.send(bodies[0]), await till.send(bodies[1])];
    assert.deepEqual(
      firsts.map(({ status }) => status),
      [201, 201],
    );
    const path = `/customers/${one.customer_id}`;
    assert.equal((await owner.patch(path, { email: now, phone: "+4930901821" })).status, 200);
    for (const whose of ["nobody's", "another's"]) {
      for (const [at, body] of bodies.entries()) {
        const again = await till.send({ ...body, ...(at === 0 && { email: old.toUpperCase() }) });
        assert.deepEqual([again.status, again.body], [200, firsts[at]?.body], `${whose}: ${again.text}`);
      }
      await made(
        owner,
        "/cards",
        { template_id: templateId, email: old, phone },
        whose === "nobody's" ? 201 : 200,
      );
    }
    assert.equal((await till.send({ ...bodies[0], email: newEmail() })).status, 409);
    assert.equal((await till.send({ ...bodies[0], email: now })).status, 200, "the same card in other words");
    const kept = await app.platform.store
      .collection(sales)
      .findOne({ receipt_id: String(bodies[0]?.["receipt_id"]) });
    assert.ok(kept?.sent !== undefined);
    assert.equal((await owner.delete(path)).status, 204);
    const open = (await app.platform.seals.reader([one.customer_id])).open(kept.sent);
    assert.equal(open, null, "nobody can tell what was sent any more");
  });
});
