import assert from "node:assert/strict";
import { posterHooks } from "../../../server/src/tills/poster/model.ts";
import { startTestApp } from "../../support/app.ts";
import { settlePoster, startPosterStage, type PosterStage } from "./poster-stage.ts";
import { award, newEmail } from "./stage.ts";

const byAmount = { type: "by_amount", amount_per_stamp: "10.00", currency: "UAH" };

describe("poster", () => {
  let stage: PosterStage;
  let phones = 0;
  const newPhone = (): string => `+38067000${String((phones += 1)).padStart(4, "0")}`;
  const inPoster = (phone: string): string =>
    phone.replace(/^\+380(\d\d)(\d{3})(\d\d)(\d\d)$/, "+380 $1 $2-$3-$4");

  before(async () => {
    stage = await startPosterStage({ earn: byAmount, goals: [award(500)] });
  });
  after(() => stage.stop());
  beforeEach(() => stage.clock.advance({ minutes: 1 }));

  const sold = (paid: Record<string, number>, clientId: string): string =>
    stage.poster.books.openOrder({ ...paid, clientId, closedAt: stage.clock.now() });

  describe("sales", () => {
    it("stamp once for a whole burst of webhooks, by the money really paid", async () => {
      const { books, hooks } = stage.poster;
      const phone = newPhone();
      const card = await stage.card({ phone });
      const clientId = books.addClient({ phone: inPoster(phone) });
      const paid = {
        cash: 1000,
        card: 500,
        thirdParty: 300,
        ewallet: 250,
        certificate: 9900,
        bonus: 8800,
        tips: 700,
      };
      const order = sold(paid, clientId);
      const statuses = await stage.tell(...hooks.burst(order));
      assert.ok(statuses.every((status) => status === 200));
      assert.equal(await stage.outcome(order), "stamped");
      const now = await stage.cardNow(card.id);
      assert.deepEqual([now.stamps, now.amount_remainder], [2, "0.50"]);
      const { data } = (await stage.owner.get(`/events?card_id=${card.id}&type=stamp_added`)).body;
      assert.equal(data.length, 1);
      assert.equal(data[0].stamp.amount, "20.50");
      assert.equal(data[0].stamp.source, "pos");
    });

    it("find the card by phone, by email, or by card number", async () => {
      const { books } = stage.poster;
      const phone = newPhone();
      const email = newEmail();
      const byPhone = await stage.card({ phone });
      const byEmail = await stage.card({ email });
      const byNumber = await stage.card({ email: newEmail() });
      const clients = [
        [byPhone.id, { phone: inPoster(phone), email: newEmail(), card_number: byNumber.number }],
        [byEmail.id, { phone: newPhone(), email: email.toUpperCase(), card_number: byNumber.number }],
        [byNumber.id, { card_number: byNumber.number }],
      ] as const;
      for (const [cardId, client] of clients) {
        const order = sold({ cash: 1000 }, books.addClient(client));
        await stage.tell({ action: "closed", object_id: order });
        assert.equal((await stage.cardNow(cardId)).stamps, 1);
      }
    });

    it("are told by a body that begins with a byte order mark as by any other", async () => {
      const { books, hooks } = stage.poster;
      const card = await stage.card({ email: newEmail() });
      const order = sold({ cash: 1000 }, books.addClient({ card_number: card.number }));
      const body = `\uFEFF${hooks.body({ action: "closed", object_id: order })}`;
      const headers = { "content-type": "application/json" };
      assert.equal((await fetch(stage.webhook, { method: "POST", headers, body })).status, 200);
      await stage.settle();
      assert.equal((await stage.cardNow(card.id)).total_stamps, 1);
    });

    it("wait until the order is closed, and count the last state of it", async () => {
      const { books } = stage.poster;
      const card = await stage.card({ email: newEmail() });
      const clientId = books.addClient({ card_number: card.number });
      const order = books.openOrder({ cash: 2500, clientId });
      await stage.tell({ action: "changed", object_id: order });
      assert.equal(await stage.outcome(order), "open");
      assert.equal((await stage.cardNow(card.id)).stamps, 0);
      books.closeOrder(order, stage.clock.now());
      await stage.tell({ action: "closed", object_id: Number(order) });
      assert.equal((await stage.cardNow(card.id)).stamps, 2);
    });

    it("have their effect once: replays, duplicates, any order, two processes", async () => {
      const { books, hooks } = stage.poster;
      const card = await stage.card({ email: newEmail() });
      const order = sold({ cash: 1000 }, books.addClient({ card_number: card.number }));
      const bodies = hooks.burst(order).map((message) => hooks.body(message));
      const shuffled = [...bodies.reverse(), ...bodies, ...bodies];
      const second = await startTestApp({
        clock: stage.clock,
        databaseUri: stage.app.databaseUri,
        env: stage.env,
      });
      const send = (body: string, at: number) => {
        const url = at % 2 ? stage.webhook : `${second.url}/poster/webhook`;
        return fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
      };
      const answers = await Promise.all(shuffled.map(send));
      assert.ok(answers.every(({ status }) => status === 200));
      await Promise.all([stage.settle(), settlePoster(second)]);
      await second.stop();
      // What the second process was at when it stopped, and what a slow moment put off, falls due within minutes.
      stage.clock.advance({ minutes: 10 });
      await stage.settle();
      assert.equal((await stage.cardNow(card.id)).total_stamps, 1);
      const kept = await stage.app.platform.store
        .collection(posterHooks)
        .countDocuments({ object_id: order });
      assert.equal(kept, bodies.length, "each webhook is kept once, as it came");
    });

    it("of nobody, of a client without a card, paid with certificates only, and of before the connection do nothing", async () => {
      const { books } = stage.poster;
      const card = await stage.card({ email: newEmail() });
      const clientId = books.addClient({ card_number: card.number });
      const before = books.openOrder({ cash: 1000, clientId, closedAt: new Date("2026-05-10T10:00:00Z") });
      const expected = [
        [sold({ cash: 1000 }, "0"), "no_customer"],
        [sold({ cash: 1000 }, books.addClient({ phone: newPhone() })), "card_not_found"],
        [sold({ certificate: 5000, bonus: 300 }, clientId), "nothing_paid"],
        [before, "before_connection"],
        ["1", "not_found"],
      ] as const;
      for (const [order, outcome] of expected) {
        await stage.tell({ action: "closed", object_id: order });
        assert.equal(await stage.outcome(order), outcome);
      }
      assert.equal((await stage.cardNow(card.id)).total_stamps, 0);
    });

    it("that no webhook told are found by the look through the orders, page by page", async () => {
      const { books } = stage.poster;
      books.pageSize = 2;
      const card = await stage.card({ email: newEmail() });
      const clientId = books.addClient({ card_number: card.number });
      const orders = Array.from({ length: 5 }, () => sold({ cash: 1000 }, clientId));
      await stage.sweep();
      assert.equal((await stage.cardNow(card.id)).stamps, 5);
      const calls = stage.poster.calls.length;
      await stage.sweep();
      const again = stage.poster.calls.slice(calls);
      assert.ok(
        again.every((method) => method === "dash.getTransactions"),
        "what was read is not read again",
      );
      books.removeOrder(orders[0] ?? "");
      await stage.sweep();
      assert.equal((await stage.cardNow(card.id)).stamps, 4, "a missed removal is found too");
      books.pageSize = 100;
    });
  });

  describe("refunds", () => {
    it("take back the stamps of a removed order and of a fiscal return, to the cent, once", async () => {
      const { books } = stage.poster;
      const card = await stage.card({ email: newEmail() });
      const clientId = books.addClient({ card_number: card.number });
      const [one, two] = [sold({ cash: 1900 }, clientId), sold({ card: 3300 }, clientId)];
      await stage.tell({ action: "closed", object_id: one }, { action: "closed", object_id: two });
      assert.equal((await stage.cardNow(card.id)).stamps, 5);
      books.removeOrder(one);
      await stage.tell({ action: "removed", object_id: one }, { action: "removed", object_id: one });
      const after = await stage.cardNow(card.id);
      assert.deepEqual([after.stamps, after.amount_remainder], [3, "3.00"]);
      books.returnOrder(two);
      await stage.tell({ action: "changed", object_id: two });
      await stage.tell({ action: "closed", object_id: two });
      const last = await stage.cardNow(card.id);
      assert.deepEqual([last.stamps, last.total_stamps, last.amount_remainder], [0, 0, "0.00"]);
      const history = (await stage.owner.get(`/cards/${card.id}/history`)).body.data;
      const taken = history.filter((one: { event: string }) => one.event === "stamps_taken_back");
      assert.equal(taken.length, 2);
    });

    it("of a part take back what the order shows no more as paid, to the cent, told or found; all of it when nothing is", async () => {
      const { books } = stage.poster;
      const card = await stage.card({ email: newEmail() });
      const clientId = books.addClient({ card_number: card.number });
      const [other, order] = [sold({ cash: 700 }, clientId), sold({ cash: 3500 }, clientId)];
      await stage.tell({ action: "closed", object_id: other }, { action: "closed", object_id: order });
      const standing = async () => {
        const { stamps, amount_remainder } = await stage.cardNow(card.id);
        return [stamps, amount_remainder];
      };
      assert.deepEqual(await standing(), [4, "2.00"]);
      books.payOrder(order, 1400);
      const told = { action: "changed", object_id: order };
      await stage.tell(told);
      assert.deepEqual([await stage.outcome(order), await standing()], ["lessened", [2, "1.00"]]);
      await stage.tell(told);
      assert.deepEqual(await standing(), [2, "1.00"]);
      books.payOrder(order, 500);
      await stage.sweep();
      assert.deepEqual(await standing(), [1, "2.00"]);
      books.payOrder(order, 2000);
      await stage.tell(told);
      assert.deepEqual(await standing(), [1, "2.00"], "what was given back is not given again");
      books.payOrder(order, 0);
      await stage.tell(told);
      assert.deepEqual([await stage.outcome(order), await standing()], ["reversed", [0, "7.00"]]);
      const history = (await stage.owner.get(`/cards/${card.id}/history`)).body.data;
      const taken = history.filter((one: { event: string }) => one.event === "stamps_taken_back");
      assert.deepEqual(taken.length, 3);
    });

    it("that come before their sale leave nothing for the sale to give", async () => {
      const { books } = stage.poster;
      const card = await stage.card({ email: newEmail() });
      const order = sold({ cash: 5000 }, books.addClient({ card_number: card.number }));
      books.removeOrder(order);
      await stage.tell({ action: "removed", object_id: order });
      assert.equal(await stage.outcome(order), "void");
      books.closeOrder(order, stage.clock.now());
      await stage.tell({ action: "closed", object_id: order });
      assert.equal((await stage.cardNow(card.id)).total_stamps, 0);
    });

    it("of a reopened order wait for its end; closed again it counts no second time", async () => {
      const { books } = stage.poster;
      const card = await stage.card({ email: newEmail() });
      const order = sold({ cash: 1000 }, books.addClient({ card_number: card.number }));
      await stage.tell({ action: "closed", object_id: order });
      books.reopenOrder(order);
      await stage.tell({ action: "changed", object_id: order });
      assert.equal((await stage.cardNow(card.id)).stamps, 1);
      books.closeOrder(order, stage.clock.now());
      await stage.tell({ action: "closed", object_id: order });
      assert.equal((await stage.cardNow(card.id)).stamps, 1);
      books.removeOrder(order);
      await stage.tell({ action: "removed", object_id: order });
      assert.equal((await stage.cardNow(card.id)).stamps, 0);
    });
  });
});
