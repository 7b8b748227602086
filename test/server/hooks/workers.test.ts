import assert from "node:assert/strict";
import { createFanOut } from "../../../server/src/hooks/fan-out.ts";
import { getDelivery, getHook, listDeliveries } from "../../../server/src/hooks/find.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import { recoverHook } from "../../../server/src/hooks/recover.ts";
import { retryDelivery } from "../../../server/src/hooks/retry.ts";
import { updateHook } from "../../../server/src/hooks/update.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { openStage, seconds, type Stage } from "./stage.ts";

const mostWithin = (times: readonly number[], windowMs: number): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));

describe("hooks › workers", () => {
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
      await stage.subscribe({ target_url: receiver.url });
      dispatcher.start();
      const ids = await stage.happen("stamp_added", { count: 60 });
      await receiver.arrived(60, 15_000);
      assert.deepEqual(idsReceived().sort(), ids.sort());
      const times = receiver.requests.map(({ at }) => at);
      assert.ok(mostWithin(times, 1_000) <= 26, `${mostWithin(times, 1_000)} in a second`);
    });

    it("keeps them for two workers together, and each event is sent once", async () => {
      await begin("real");
      const workers = [stage.dispatcher(), stage.dispatcher()];
      // the events come from a process that does not deliver itself
      stage.platform.journal.relay.listen(createFanOut(stage.platform));
      for (let hook = 0; hook < 4; hook += 1)
        await stage.subscribe({ target_url: `${receiver.url}/${hook}` });
      for (const worker of workers) worker.start();
      for (let batch = 0; batch < 8; batch += 1) await stage.happen("stamp_added", { count: 5 });
      await receiver.arrived(160, 15_000);
      await Promise.all(workers.map((worker) => worker.idle()));
      assert.equal(receiver.requests.length, 160);
      for (let hook = 0; hook < 4; hook += 1) {
        const own = receiver.requests.filter(({ path }) => path.endsWith(`/${hook}`));
        assert.equal(new Set(own.map(({ headers }) => headers["webhook-id"])).size, 40);
        assert.ok(
          mostWithin(
            own.map(({ at }) => at),
            1_000,
          ) <= 26,
        );
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

  describe("take-over", () => {
    const pending = async (hookId: string) =>
      (await listDeliveries(stage.platform, stage.caller, { hook_id: hookId, limit: 100, status: "pending" }))
        .data.length;

    it("sends again what a dead worker had under way, ten seconds later and not before", async () => {
      await begin("still");
      const dying = stage.dispatcher();
      stage.platform.journal.relay.listen(dying.listener);
      const hook = await stage.subscribe({ target_url: receiver.url });
      receiver.reply("hang", "hang");
      const ids = await stage.happen("stamp_added", { count: 2 });
      await receiver.arrived(2);
      const heir = stage.dispatcher();
      stage.clock.advance(seconds(9.9));
      await heir.tick();
      await heir.idle();
      assert.equal(receiver.requests.length, 2, "the lease still stands");
      stage.clock.advance(seconds(0.2));
      await heir.tick();
      await receiver.arrived(4);
      await heir.idle();
      assert.deepEqual(idsReceived().slice(2).sort(), ids.sort());
      assert.equal(await pending(hook.id), 0);
      // the first worker was only slow: what it learns late is written down and changes nothing
      receiver.letGo(500);
      await dying.tick();
      await dying.idle();
      const known = await delivery(ids[0] ?? "", hook.id);
      assert.equal(known.status, "delivered");
      assert.deepEqual(
        known.attempts.map(({ number }) => number),
        [1, 2],
      );
    });

    it("starts nothing once its lease has run out and another has the hook", async () => {
      await begin("still");
      const slow = stage.dispatcher();
      const other = stage.dispatcher();
      stage.platform.journal.relay.listen(slow.listener);
      await stage.subscribe({ target_url: receiver.url });
      await stage.happen("stamp_added");
      await slow.idle();
      stage.clock.advance(seconds(11));
      await other.tick();
      await other.idle();
      await stage.happen("stamp_added");
      await slow.idle();
      assert.equal(receiver.requests.length, 1);
      await other.tick();
      await receiver.arrived(2);
      await other.idle();
      await slow.tick();
      await slow.idle();
      assert.equal(receiver.requests.length, 2);
    });

    it("hands a hook over at once when a worker stops in good order", async () => {
      await begin("still");
      const first = stage.dispatcher();
      const second = stage.dispatcher();
      stage.platform.journal.relay.listen(createFanOut(stage.platform));
      await stage.subscribe({ target_url: receiver.url });
      await stage.happen("stamp_added");
      await first.tick();
      await receiver.arrived(1);
      await first.stop();
      await stage.happen("stamp_added");
      stage.clock.advance(1_100);
      await second.tick();
      await receiver.arrived(2);
    });

    it("finds retries that fell due while nobody was running", async () => {
      await begin("still");
      const first = stage.dispatcher();
      stage.platform.journal.relay.listen(first.listener);
      const hook = await stage.subscribe({ target_url: receiver.url });
      receiver.reply({ status: 500 });
      await stage.happen("stamp_added");
      await first.idle();
      stage.clock.advance(300);
      await first.tick();
      await first.idle();
      await first.stop();
      stage.clock.advance(seconds(5));
      const second = stage.dispatcher();
      await second.tick();
      await receiver.arrived(2);
      await second.idle();
      assert.equal(await pending(hook.id), 0);
    });

    it("holds what a disabled hook has pending, and sends it when the hook is switched on again", async () => {
      await begin("still");
      const dispatcher = stage.dispatcher();
      stage.platform.journal.relay.listen(dispatcher.listener);
      const hook = await stage.subscribe({ target_url: receiver.url });
      receiver.reply({ status: 500 });
      const [id = ""] = await stage.happen("stamp_added");
      await dispatcher.idle();
      await updateHook(stage.parts, stage.caller, { id: hook.id, status: "disabled" });
      for (const wait of [6, 1, 1]) {
        stage.clock.advance(seconds(wait));
        await dispatcher.tick();
        await dispatcher.idle();
      }
      assert.equal(receiver.requests.length, 1);
      await updateHook(stage.parts, stage.caller, { id: hook.id, status: "active" });
      await dispatcher.tick();
      await receiver.arrived(2);
      await dispatcher.idle();
      assert.equal((await delivery(id, hook.id)).status, "delivered");
    });
  });
});
