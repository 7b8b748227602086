import assert from "node:assert/strict";
import { changedAtOnce } from "../../../server/src/core/change-many.ts";
import { newDelivery } from "../../../server/src/hooks/match.ts";
import { deliveriesCollection, hooksCollection, type Delivery } from "../../../server/src/hooks/model.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { WaitCounter } from "../../support/waits.ts";

describe("hooks › with more deliveries than one call to the store changes", () => {
  const counter = new WaitCounter();
  const count = changedAtOnce + 1;
  let app: TestApp;
  let owner: Client;
  let hookId: string;

  /** Deliveries of a new hook that have failed and wait. */
  beforeEach(async () => {
    const { platform } = app;
    hookId = (await made(owner, "/hooks", { target_url: "https://example.com/", events: ["*"] })).id;
    const hook = await platform.store.collection(hooksCollection).findOne({ _id: hookId });
    assert.ok(hook);
    const now = platform.clock.now();
    const event = { name: "stamp_added", business_id: hook.business_id } as Parameters<typeof newDelivery>[0];
    const waiting = Array.from({ length: count }, (): Delivery => {
      const delivery = newDelivery({ ...event, _id: platform.newId("evt") }, hook, now);
      return { ...delivery, next_attempt_at: new Date(now.getTime() + 60_000), last_at: now };
    });
    await platform.store.collection(deliveriesCollection).insertMany(waiting);
  });
  before(async () => {
    app = await startTestApp({ env: { ROLE: "api" }, onCommand: counter.listen });
    ({ owner } = await app.tenant());
  });
  after(() => app.stop());

  const having = (state: Partial<Delivery>): Promise<number> =>
    app.platform.store.collection(deliveriesCollection).countDocuments({ hook_id: hookId, ...state });
  const updatesDuring = async (call: () => Promise<unknown>): Promise<number> => {
    const { commands } = await counter.during(call);
    return commands.filter((command) => command === "update deliveries").length;
  };

  it("sends all again that have failed, some thousand at a time", async () => {
    const recover = async (): Promise<void> => {
      const answer = await owner.post(`/hooks/${hookId}/recover`, { since: "2020-01-01T00:00:00Z" });
      assert.deepEqual([answer.status, answer.body], [202, { count }]);
    };
    assert.equal(await updatesDuring(recover), 2);
    assert.equal(await having({ status: "pending", forced: true }), count);
  });

  it("ends all that wait with their hook, some thousand at a time", async () => {
    assert.equal(await updatesDuring(() => owner.delete(`/hooks/${hookId}`)), 2);
    assert.equal(await having({ status: "failed" }), count);
  });
});
