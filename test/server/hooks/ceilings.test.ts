import assert from "node:assert/strict";
import { idBody } from "../../../server/src/core/ids.ts";
import { createFanOut } from "../../../server/src/hooks/fan-out.ts";
import { getDelivery, getHook } from "../../../server/src/hooks/find.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import { recoverHook } from "../../../server/src/hooks/recover.ts";
import { retryDelivery } from "../../../server/src/hooks/retry.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { openStage, seconds, type Stage } from "./stage.ts";
import { mostWithin, startsOf } from "./starts.ts";

describe("hooks › ceilings and breaker", () => {
  let stage: Stage;
  let receiver: Receiver;

  const begin = async (kind: "still" | "real"): Promise<void> => {
    stage = await openStage(kind);
    receiver = await startReceiver();
  };
  afterEach(async () => {
    receiver.letGo(200);
    await stage.close();
    await receiver.close();
  });

  const delivery = (eventId: string, hookId: string) =>
    getDelivery(stage.platform, stage.caller, deliveryId(eventId, hookId));
  const idsReceived = () => receiver.requests.map(({ headers }) => headers["webhook-id"]);

  describe("ceilings", () => {
    it("keeps one hook below 26 starts in any second and loses nothing", async () => {
      await begin("real");
      const dispatcher = stage.dispatcher();
      stage.platform.journal.relay.listen(dispatcher.listener);
      const hook = await stage.subscribe({ target_url: receiver.url });
      dispatcher.start();
      const ids = await stage.happen("stamp_added", { count: 60 });
      await receiver.arrived(60, 15_000);
      assert.deepEqual(idsReceived().sort(), ids.sort());
      await dispatcher.idle();
      assert.ok(mostWithin(await startsOf(stage, hook.id), 1_000) <= 25);
    });

    it("keeps them for two workers together, and each event is sent once", async () => {
      await begin("real");
      const workers = [stage.dispatcher(), stage.dispatcher()];
      // the events come from a process that does not deliver itself
      stage.platform.journal.relay.listen(createFanOut(stage.platform));
      const hooks: string[] = [];
      for (let count = 0; count < 4; count += 1)
        hooks.push((await stage.subscribe({ target_url: receiver.url })).id);
      for (const worker of workers) worker.start();
      for (let batch = 0; batch < 8; batch += 1) await stage.happen("stamp_added", { count: 5 });
      await receiver.arrived(160, 15_000);
      await Promise.all(workers.map((worker) => worker.idle()));
      assert.equal(receiver.requests.length, 160);
      for (const hook of hooks) {
        const own = receiver.requests.filter((request) =>
          request.headers["x-7stamp-delivery"]?.endsWith(idBody(hook)),
        );
        assert.equal(new Set(own.map(({ headers }) => headers["webhook-id"])).size, 40);
        assert.ok(mostWithin(await startsOf(stage, hook), 1_000) <= 25);
      }
    });

    it("has at most eight requests open to one hook, and a hook that hangs holds up no other", async () => {
      await begin("still");
      const dispatcher = stage.dispatcher();
      stage.platform.journal.relay.listen(dispatcher.listener);
      const quick = await startReceiver();
      await stage.subscribe({ target_url: receiver.url });
      await stage.subscribe({ target_url: quick.url });
      receiver.always("hang");
      await stage.happen("stamp_added", { count: 10 });
      await quick.arrived(10);
      await receiver.arrived(8);
      await dispatcher.tick();
      assert.deepEqual([receiver.requests.length, receiver.mostAtOnce], [8, 8]);
      await stage.happen("goal_reached");
      stage.clock.advance(seconds(1));
      await dispatcher.tick();
      await quick.arrived(11);
      assert.equal(receiver.requests.length, 8);
      receiver.always({ status: 200 });
      receiver.letGo(200);
      stage.clock.advance(seconds(2));
      await dispatcher.tick();
      await receiver.arrived(11);
      await quick.close();
    });
  });

  describe("breaker", () => {
    const open = async () => {
      await begin("still");
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
});
