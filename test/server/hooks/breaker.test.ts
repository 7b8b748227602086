import assert from "node:assert/strict";
import { getDelivery, getHook } from "../../../server/src/hooks/find.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import { recoverHook } from "../../../server/src/hooks/recover.ts";
import { retryDelivery } from "../../../server/src/hooks/retry.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { openStage, seconds, type Stage } from "./stage.ts";

describe("hooks › breaker of a hook", () => {
  let stage: Stage;
  let receiver: Receiver;

  beforeEach(async () => {
    stage = await openStage("still");
    receiver = await startReceiver();
  });
  afterEach(async () => {
    receiver.letGo(200);
    await stage.close();
    await receiver.close();
  });

  const delivery = (eventId: string, hookId: string) =>
    getDelivery(stage.platform, stage.caller, deliveryId(eventId, hookId));

  const open = async () => {
    const dispatcher = stage.dispatcher();
    stage.platform.journal.relay.listen(dispatcher.listener);
    const hook = await stage.subscribe({ target_url: receiver.url });
    receiver.always({ status: 500 });
    const failed = await stage.happen("stamp_added", { count: 10 });
    await dispatcher.idle();
    const round = async (ms: number) => {
      stage.clock.advance(ms);
      await dispatcher.tick();
      await dispatcher.idle();
    };
    return { dispatcher, hook, failed, round };
  };
  const breaker = async (id: string) => (await getHook(stage.platform, stage.caller, id)).health.breaker;

  it("opens after ten failures in a row; what comes then waits without attempts, until a trial succeeds", async () => {
    const { hook, round } = await open();
    assert.equal(receiver.requests.length, 10);
    assert.equal(await breaker(hook.id), "open");
    const late = await stage.happen("stamp_added", { count: 3 });
    await round(seconds(20));
    assert.equal(receiver.requests.length, 10);
    assert.deepEqual((await delivery(late[0] ?? "", hook.id)).attempts, []);
    await round(seconds(10));
    assert.equal(receiver.requests.length, 11, "one trial");
    assert.equal(await breaker(hook.id), "open");
    receiver.always({ status: 200 });
    await round(seconds(29));
    assert.equal(receiver.requests.length, 11);
    await round(seconds(1));
    await round(seconds(2));
    await round(seconds(2));
    assert.equal(await breaker(hook.id), "closed");
    assert.equal((await delivery(late[2] ?? "", hook.id)).status, "delivered");
  });

  it("lets a retry pass, and its success closes it", async () => {
    const { hook, failed, round } = await open();
    receiver.always({ status: 200 });
    await retryDelivery(stage.platform, stage.caller, deliveryId(failed[4] ?? "", hook.id));
    await round(seconds(1));
    assert.equal((await delivery(failed[4] ?? "", hook.id)).status, "delivered");
    assert.equal(await breaker(hook.id), "closed");
  });

  it("lets recover pass: all failures since a time are sent again", async () => {
    const { hook, failed, round } = await open();
    receiver.always({ status: 200 });
    const since = new Date(stage.clock.now().getTime() - seconds(60));
    const { count } = await recoverHook(stage.platform, stage.caller, { id: hook.id, since });
    assert.equal(count, 10);
    for (let turn = 0; turn < 4; turn += 1) await round(seconds(1));
    for (const id of failed) assert.equal((await delivery(id, hook.id)).status, "delivered");
    const later = await recoverHook(stage.platform, stage.caller, { id: hook.id, since });
    assert.equal(later.count, 0);
  });
});
