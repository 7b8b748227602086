import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { workCollection } from "../../../server/src/core/work-queue/index.ts";
import { createFanOut } from "../../../server/src/hooks/fan-out.ts";
import { getDelivery, listDeliveries } from "../../../server/src/hooks/find.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import { rotateSecret } from "../../../server/src/hooks/rotate-secret.ts";
import { updateHook } from "../../../server/src/hooks/update.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { openStage, seconds, type Stage } from "./stage.ts";

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

    it("sends again also what came when its dead worker had taken leave of the queue", async () => {
      await begin("still");
      const dying = stage.dispatcher();
      stage.platform.journal.relay.listen(dying.listener);
      await stage.subscribe({ target_url: receiver.url });
      await stage.happen("stamp_added");
      await dying.idle();
      stage.clock.advance(1_200);
      await dying.drain();
      assert.equal(await stage.platform.store.collection(workCollection).countDocuments(), 0);
      receiver.reply("hang");
      const [late = ""] = await stage.happen("stamp_added");
      await receiver.arrived(2);
      const heir = stage.dispatcher();
      stage.clock.advance(seconds(10.1));
      await heir.tick();
      await heir.idle();
      assert.deepEqual(idsReceived().slice(1), [late, late]);
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

    it("starts no more of what it has in hand once its lease has run out, when what was under way ends", async () => {
      await begin("still");
      const slow = stage.dispatcher();
      const other = stage.dispatcher();
      stage.platform.journal.relay.listen(slow.listener);
      await stage.subscribe({ target_url: receiver.url, concurrency: 1 });
      receiver.reply("hang");
      const ids = await stage.happen("stamp_added", { count: 2 });
      await receiver.arrived(1);
      stage.clock.advance(seconds(11));
      await other.tick();
      await receiver.arrived(3);
      await other.idle();
      receiver.letGo(200);
      await slow.idle();
      assert.deepEqual(idsReceived().slice(1).sort(), ids.sort());
    });

    it("leaves to the worker who has the hook what came to one who had lost it", async () => {
      await begin("still");
      const slow = stage.dispatcher();
      const other = stage.dispatcher();
      stage.platform.journal.relay.listen(slow.listener);
      await stage.subscribe({ target_url: receiver.url });
      await stage.happen("stamp_added");
      await slow.idle();
      stage.clock.advance(seconds(11));
      for (let look = 0; look < 2; look += 1) {
        await other.tick();
        await other.idle();
        stage.clock.advance(300);
      }
      const [late = ""] = await stage.happen("stamp_added");
      await slow.idle();
      assert.equal(receiver.requests.length, 1, "the slow one starts nothing");
      await other.tick();
      await other.idle();
      assert.deepEqual(idsReceived().slice(1), [late]);
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

  it("sign with a secret that another process has just made, also with the hook and its former secret in hand", async () => {
    await begin("still");
    stage.platform.journal.relay.listen(createFanOut(stage.platform));
    const worker = stage.dispatcher();
    const hook = await stage.subscribe({ target_url: receiver.url });
    const send = async (count: number) => {
      await stage.happen("stamp_added");
      await worker.tick();
      await worker.idle();
      return (await receiver.arrived(count)).at(-1);
    };
    await send(1);
    const { secret } = await rotateSecret(stage.platform, stage.caller, hook.id);
    // Ten seconds later at the latest: what was being sent meanwhile may still go by the hook as it was.
    stage.clock.advance(seconds(10));
    await worker.tick();
    await worker.idle();
    const after = await send(2);
    assert.ok(after);
    assert.doesNotThrow(() => new Webhook(secret).verify(after.body, after.headers));
  });
});
