import assert from "node:assert/strict";
import { deliveriesCollection } from "../../../server/src/hooks/model.ts";
import { workCollection, workId } from "../../../server/src/core/work-queue/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";

describe("hooks › sending again", () => {
  let app: TestApp;
  let owner: Client;
  let receiver: Receiver;
  let hook: string;

  before(async () => {
    app = await startTestApp({ env: { ROLE: "api" } });
    receiver = await startReceiver();
    ({ owner } = await app.tenant());
    hook = (await made(owner, "/hooks", { target_url: receiver.url, events: ["*"] })).id;
    const template_id = (await made(owner, "/templates", { name: "Coffee", goals: [] })).id;
    await made(owner, "/cards", { template_id, email: "ann@example.com" });
  });
  after(async () => {
    await app.stop();
    await receiver.close();
  });

  /** What a crash leaves between the delivery, which is to be sent again, and the word to its queue. */
  const cutShort = async (): Promise<string> => {
    const again = {
      status: "pending" as const,
      forced: true,
      next_attempt_at: new Date(),
      last_at: new Date(),
    };
    const { store } = app.platform;
    await store.collection(deliveriesCollection).updateMany({ hook_id: hook }, { $set: again });
    await store.collection(workCollection).deleteOne({ _id: workId("hook", hook) });
    const [delivery] = (await owner.get(`/hooks/${hook}/deliveries`)).body.data;
    return delivery.id;
  };
  const isDue = async (): Promise<boolean> => {
    const item = await app.platform.store.collection(workCollection).findOne({ _id: workId("hook", hook) });
    return item !== null && item.due_at <= new Date();
  };

  it("tells the queue of a delivery that was asked for and forgotten", async () => {
    const id = await cutShort();
    assertRefused(await owner.post(`/deliveries/${id}/retry`), 409, "delivery_in_progress");
    assert.ok(await isDue());
  });

  it("tells the queue of all that were to be recovered and were forgotten", async () => {
    await cutShort();
    const answer = await owner.post(`/hooks/${hook}/recover`, { since: "2026-01-01T00:00:00Z" });
    assert.deepEqual(answer.body, { count: 0 });
    assert.ok(await isDue());
  });
});
