import assert from "node:assert/strict";
import * as catalog from "../../../server/src/catalog/index.ts";
import { deleteHook } from "../../../server/src/hooks/delete.ts";
import { getDelivery, getHook, listDeliveries } from "../../../server/src/hooks/find.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import { deliveriesCollection, hooksCollection } from "../../../server/src/hooks/model.ts";
import { countFailures, recoverHook } from "../../../server/src/hooks/recover.ts";
import { retryDelivery } from "../../../server/src/hooks/retry.ts";
import { rotateSecret } from "../../../server/src/hooks/rotate-secret.ts";
import { testHook } from "../../../server/src/hooks/test.ts";
import { updateHook } from "../../../server/src/hooks/update.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { hours, openStage, seconds, type HookWorker, type Stage } from "./stage.ts";

const example = "https://1.1.1.1/hook";

describe("hooks › deliveries", () => {
  let stage: Stage;
  let receiver: Receiver;
  let dispatcher: HookWorker;

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

  it("ends what is pending when the hook is deleted; its deliveries stay readable but cannot be sent", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    receiver.reply({ status: 500 });
    const [eventId = ""] = await stage.happen("stamp_added");
    await dispatcher.idle();
    await deleteHook(stage.platform, stage.caller, hook.id);
    const id = deliveryId(eventId, hook.id);
    const ended = await getDelivery(stage.platform, stage.caller, id);
    assert.deepEqual([ended.status, ended.next_attempt_at], ["failed", null]);
    await assert.rejects(retryDelivery(stage.platform, stage.caller, id), { code: "hook_gone" });
    stage.clock.advance(hours(1));
    await dispatcher.tick();
    await dispatcher.idle();
    assert.equal(receiver.requests.length, 1);
  });

  it("sends a delivered delivery again when asked, and counts the attempts on", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const [eventId = ""] = await stage.happen("stamp_added");
    await dispatcher.idle();
    const id = deliveryId(eventId, hook.id);
    const queued = await retryDelivery(stage.platform, stage.caller, id);
    catalog.retryDelivery.result.parse(queued);
    assert.equal(queued.status, "pending");
    await assert.rejects(retryDelivery(stage.platform, stage.caller, id), { code: "delivery_in_progress" });
    await dispatcher.tick();
    await receiver.arrived(2);
    await dispatcher.idle();
    const done = await getDelivery(stage.platform, stage.caller, id);
    assert.deepEqual([done.status, done.attempts.length], ["delivered", 2]);
  });

  it("recovers deliveries that failed for good and those that wait, since the time given", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    receiver.reply({ status: 500 });
    await stage.happen("stamp_added");
    await dispatcher.idle();
    stage.clock.advance(seconds(2));
    const since = stage.clock.now();
    receiver.reply({ status: 500 }, { status: 500 });
    const [failed = ""] = await stage.happen("stamp_added", { count: 2 });
    await dispatcher.idle();
    await stage.platform.store
      .collection(deliveriesCollection)
      .updateOne({ _id: deliveryId(failed, hook.id) }, { $set: { status: "failed", next_attempt_at: null } });
    const wanted = { id: hook.id, since };
    assert.deepEqual(await countFailures(stage.platform, stage.caller, wanted), { count: 2 });
    assert.deepEqual(await recoverHook(stage.platform, stage.caller, wanted), { count: 2 });
    assert.deepEqual(await countFailures(stage.platform, stage.caller, wanted), { count: 0 });
    await dispatcher.tick();
    await receiver.arrived(5);
    await dispatcher.idle();
    const { data } = await listDeliveries(stage.platform, stage.caller, { hook_id: hook.id, limit: 10 });
    assert.deepEqual(
      data.map(({ status }) => status),
      ["delivered", "delivered", "pending"],
    );
    for (const delivery of data) catalog.delivery.parse(delivery);
    const pending = { hook_id: hook.id, limit: 10, status: "pending" } as const;
    assert.equal((await listDeliveries(stage.platform, stage.caller, pending)).data.length, 1);
  });

  it("says no more than 'destination not allowed' when a target is refused at an attempt", async () => {
    const hook = await stage.subscribe({ target_url: example });
    const hooks = stage.platform.store.collection(hooksCollection);
    await hooks.updateOne({ _id: hook.id }, { $set: { target_url: "https://169.254.169.254/" } });
    const [eventId = ""] = await stage.happen("stamp_added");
    await dispatcher.idle();
    const { attempts } = await getDelivery(stage.platform, stage.caller, deliveryId(eventId, hook.id));
    const [attempt] = attempts;
    assert.deepEqual(
      [attempt?.status, attempt?.error, attempt?.response_body],
      [null, "destination not allowed", null],
    );
  });

  it("answers for another business's hooks and deliveries as if they did not exist", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const [eventId = ""] = await stage.happen("stamp_added");
    await dispatcher.idle();
    const id = deliveryId(eventId, hook.id);
    const { platform, stranger, parts } = stage;
    const calls = [
      () => getHook(platform, stranger, hook.id),
      () => updateHook(parts, stranger, { id: hook.id, description: "mine" }),
      () => testHook(parts, stranger, { id: hook.id }),
      () => rotateSecret(platform, stranger, hook.id),
      () => listDeliveries(platform, stranger, { hook_id: hook.id, limit: 10 }),
      () => countFailures(platform, stranger, { id: hook.id, since: new Date(0) }),
      () => recoverHook(platform, stranger, { id: hook.id, since: new Date(0) }),
      () => getDelivery(platform, stranger, id),
      () => retryDelivery(platform, stranger, id),
    ];
    for (const call of calls) await assert.rejects(call(), { code: "not_found" });
  });
});
