import assert from "node:assert/strict";
import { startPosterStage, type PosterStage } from "./poster-stage.ts";
import { award, newEmail } from "./stage.ts";

describe("poster › when something is wrong", () => {
  let stage: PosterStage;

  before(async () => {
    stage = await startPosterStage({ goals: [award(500)] });
  });
  after(() => stage.stop());
  afterEach(() => stage.poster.trouble(null));

  const soldTo = async (): Promise<{ order: string; cardId: string }> => {
    const card = await stage.card({ email: newEmail() });
    const clientId = stage.poster.books.addClient({ card_number: card.number });
    const closedAt = stage.clock.now();
    return { order: stage.poster.books.openOrder({ cash: 1000, clientId, closedAt }), cardId: card.id };
  };
  const stampsOf = async (cardId: string): Promise<number> => (await stage.cardNow(cardId)).total_stamps;

  describe("webhooks", () => {
    it("with a wrong signature or none are refused, and nothing is read", async () => {
      const { order } = await soldTo();
      const calls = stage.poster.calls.length;
      const closed = { action: "closed", object_id: order };
      const statuses = await stage.tell({ ...closed, verify: "0".repeat(32) });
      assert.deepEqual(statuses, [401]);
      for (const body of ["", "{}", "[]", "no json", '{"action":"closed"}'])
        assert.equal((await fetch(stage.webhook, { method: "POST", body })).status, 401, body);
      assert.equal(stage.poster.calls.length, calls);
      // The stand-in keeps trying; it gives up after fifteen times and lets the later ones through.
      for (let attempt = 1; attempt < 14; attempt += 1)
        assert.deepEqual(await stage.poster.hooks.flush(stage.webhook), [401]);
      assert.deepEqual(await stage.tell(closed), [401, 200]);
      assert.equal(await stage.outcome(order), "stamped");
    });

    it("of an unknown account, or with another account's number, get 200 and do nothing", async () => {
      const { order, cardId } = await soldTo();
      const closed = { action: "closed", object_id: order };
      const statuses = await stage.tell(
        { ...closed, account: "somebody-else" },
        { ...closed, account_number: "1" },
      );
      assert.deepEqual(statuses, [200, 200]);
      assert.equal(await stampsOf(cardId), 0);
    });

    it("of the console's check get 200 although their signature is none, as does a GET", async () => {
      assert.deepEqual(await stage.tell({ action: "test", object_id: 0, verify: "none" }), [200]);
      const response = await fetch(stage.webhook);
      assert.deepEqual([response.status, await response.json()], [200, { status: "accept" }]);
    });

    it("of other things are accepted and left", async () => {
      const calls = stage.poster.calls.length;
      const statuses = await stage.tell(
        { action: "changed", object: "client", object_id: "55" },
        { action: "changed", object: "stock", object_id: 1, data: '{"type":1}' },
        { action: "something_new", object: "spot", object_id: 1 },
      );
      assert.deepEqual(statuses, [200, 200, 200]);
      assert.equal(stage.poster.calls.length, calls);
    });
  });

  describe("answers", () => {
    const passing = [
      { kind: "status", status: 500 },
      { kind: "status", status: 429, retryAfter: "120" },
      { kind: "text" },
      { kind: "error", code: 1, shape: 1 },
    ] as const;
    for (const trouble of passing) {
      it(`that may pass are tried again later: ${JSON.stringify(trouble)}`, async () => {
        const { order, cardId } = await soldTo();
        stage.poster.trouble(trouble);
        await stage.tell({ action: "closed", object_id: order });
        assert.equal(await stampsOf(cardId), 0);
        const calls = stage.poster.calls.length;
        await stage.settle();
        assert.equal(stage.poster.calls.length, calls, "not at once");
        stage.poster.trouble(null);
        stage.clock.advance({ seconds: 121 });
        await stage.settle();
        assert.equal(await stampsOf(cardId), 1);
      });
    }

    it("that ask for more than an hour are borne for an hour", async () => {
      const { order, cardId } = await soldTo();
      stage.poster.trouble({ kind: "status", status: 429, retryAfter: "999999" });
      await stage.tell({ action: "closed", object_id: order });
      stage.poster.trouble(null);
      stage.clock.advance({ minutes: 59 });
      await stage.settle();
      assert.equal(await stampsOf(cardId), 0);
      stage.clock.advance({ minutes: 2 });
      await stage.settle();
      assert.equal(await stampsOf(cardId), 1);
    });

    it("that say we asked wrongly are not asked for again; 700 is a matter of the plan, no throttling", async () => {
      for (const code of [34, 42, 700]) {
        const { order } = await soldTo();
        stage.poster.trouble({ kind: "error", code, shape: 2 });
        await stage.tell({ action: "closed", object_id: order });
        const calls = stage.poster.calls.length;
        stage.clock.advance({ hours: 2 });
        await stage.settle();
        assert.equal(stage.poster.calls.length, calls);
        assert.match((await stage.outcome(order)) ?? "", new RegExp(`Poster says ${code}`));
      }
    });

    it("that refuse the token break the connection: no more calls, the owner is told, and it resumes", async () => {
      const { install, logIn } = await import("./poster-stage.ts");
      const { order, cardId } = await soldTo();
      stage.poster.revokeTokens();
      await stage.tell({ action: "closed", object_id: order });
      const { connection } = (await stage.owner.get(`/tills/${stage.tillId}`)).body;
      assert.equal(connection.status, "broken");
      assert.match(connection.detail, /Connect the till to Poster again/);
      const calls = stage.poster.calls.length;
      const second = await soldTo();
      await stage.tell({ action: "closed", object_id: second.order });
      assert.equal(stage.poster.calls.length, calls);
      const back = await install(stage.app, await logIn(stage.app, stage.ownerLogin), stage.tillId);
      assert.equal(back.status, 302);
      await stage.settle();
      assert.deepEqual([await stampsOf(cardId), await stampsOf(second.cardId)], [1, 1]);
    });

    it("the application's removal breaks it too", async () => {
      await stage.tell({ action: "removed", object: "application", object_id: 41 });
      const { connection } = (await stage.owner.get(`/tills/${stage.tillId}`)).body;
      assert.equal(connection.status, "broken");
    });
  });
});
