import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { getDelivery, getHook, listDeliveries } from "../../../server/src/hooks/find.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import type { Dispatcher } from "../../../server/src/hooks/index.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { openStage, seconds, type Stage } from "./stage.ts";

describe("hooks › deliver", () => {
  let stage: Stage;
  let receiver: Receiver;
  let dispatcher: Dispatcher;

  beforeEach(async () => {
    stage = await openStage();
    receiver = await startReceiver();
    dispatcher = stage.dispatcher();
    stage.platform.journal.relay.listen(dispatcher.listener);
  });
  afterEach(async () => {
    await stage.close();
    await receiver.close();
  });

  const only = async (hookId: string) => {
    const { data } = await listDeliveries(stage.platform, stage.caller, { hook_id: hookId, limit: 100 });
    return data;
  };

  it("sends an event to a hook at once, signed, and writes the attempt down", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const [eventId = ""] = await stage.happen("voucher_redeemed");
    const [request] = await receiver.arrived(1);
    await dispatcher.idle();
    assert.ok(request);
    assert.equal(request.headers["webhook-id"], eventId);
    assert.equal(request.headers["x-7stamp-event"], "voucher_redeemed");
    assert.equal(request.headers["x-7stamp-delivery"], deliveryId(eventId, hook.id));
    const [delivery] = await only(hook.id);
    assert.equal(delivery?.status, "delivered");
    assert.equal(delivery.attempts[0]?.status, 200);
    assert.equal(delivery.attempts[0]?.response_body, "ok");
    assert.equal((await getHook(stage.platform, stage.caller, hook.id)).health.consecutive_failures, 0);
  });

  it("sends a failed delivery again after the scheduled wait, under the same id", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    receiver.reply({ status: 500, body: "no" });
    const [eventId = ""] = await stage.happen("stamp_added");
    await receiver.arrived(1);
    await dispatcher.idle();
    const id = deliveryId(eventId, hook.id);
    const waiting = await getDelivery(stage.platform, stage.caller, id);
    assert.equal(waiting.status, "pending");
    const due = new Date(stage.clock.now().getTime() + seconds(5));
    assert.equal(waiting.next_attempt_at, due.toISOString());
    stage.clock.advance(seconds(4.9));
    await dispatcher.tick();
    await dispatcher.idle();
    assert.equal(receiver.requests.length, 1);
    stage.clock.advance(seconds(0.2));
    await dispatcher.tick();
    await receiver.arrived(2);
    await dispatcher.idle();
    assert.equal(receiver.requests[1]?.headers["webhook-id"], eventId);
    assert.equal(receiver.requests[1]?.body, receiver.requests[0]?.body);
    const done = await getDelivery(stage.platform, stage.caller, id);
    assert.deepEqual([done.status, done.attempts.length], ["delivered", 2]);
  });
});
void Webhook;
