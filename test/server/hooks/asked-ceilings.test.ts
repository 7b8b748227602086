import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { createFanOut } from "../../../server/src/hooks/fan-out.ts";
import { getHook } from "../../../server/src/hooks/find.ts";
import { hooksCollection } from "../../../server/src/hooks/model.ts";
import { updateHook } from "../../../server/src/hooks/update.ts";
import { startTestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { openStage, type Stage } from "./stage.ts";
import { mostWithin, startsOf } from "./starts.ts";

describe("hooks › ceilings that a hook asks for", () => {
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

  const idsReceived = () => receiver.requests.map(({ headers }) => headers["webhook-id"]);

  it("hold over two workers that take the hook from one another, and nothing is lost", async () => {
    await begin("real");
    const first = stage.dispatcher();
    stage.platform.journal.relay.listen(createFanOut(stage.platform));
    receiver.decide(async () => {
      await pause(100);
      return { status: 200 };
    });
    const hook = await stage.subscribe({ target_url: receiver.url, rate_per_second: 10, concurrency: 2 });
    const ids = await stage.happen("stamp_added", { count: 24 });
    first.start();
    await receiver.arrived(8, 15_000);
    const second = stage.dispatcher();
    second.start();
    await first.stop();
    await receiver.arrived(24, 15_000);
    await second.idle();
    assert.deepEqual(idsReceived().sort(), ids.sort());
    assert.ok(mostWithin(await startsOf(stage, hook.id), 1_000) <= 10);
    assert.equal(receiver.mostAtOnce, 2);
  });

  it("leave the next worker nothing to start until the last window of the one before has passed", async () => {
    await begin("still");
    const [first, second] = [stage.dispatcher(), stage.dispatcher()];
    stage.platform.journal.relay.listen(createFanOut(stage.platform));
    await stage.subscribe({ target_url: receiver.url, rate_per_second: 10 });
    await stage.happen("stamp_added", { count: 20 });
    await first.tick();
    await receiver.arrived(6);
    await first.stop();
    for (const wait of [0, 500, 539]) {
      stage.clock.advance(wait);
      await second.tick();
      await second.idle();
      assert.equal(receiver.requests.length, 6, "the burst of the first");
    }
    stage.clock.advance(1);
    await second.tick();
    await receiver.arrived(12);
  });

  it("let through more than the usual ones", async () => {
    await begin("still");
    const dispatcher = stage.dispatcher();
    stage.platform.journal.relay.listen(dispatcher.listener);
    receiver.always("hang");
    await stage.subscribe({ target_url: receiver.url, rate_per_second: 1_000, concurrency: 64 });
    await stage.happen("stamp_added", { count: 70 });
    await receiver.arrived(64);
    await dispatcher.tick();
    assert.deepEqual([receiver.requests.length, receiver.mostAtOnce], [64, 64]);
  });

  it("hold at once when they are changed, in the worker that has the hook in hand", async () => {
    await begin("still");
    const dispatcher = stage.dispatcher();
    // the events come from a process that does not deliver itself
    stage.platform.journal.relay.listen(createFanOut(stage.platform));
    receiver.always("hang");
    const { id } = await stage.subscribe({ target_url: receiver.url, concurrency: 1 });
    const change = async (changes: { concurrency?: number; rate_per_second?: number }) => {
      await updateHook(stage.parts, stage.caller, { id, ...changes });
      await dispatcher.tick();
    };
    const open = () => receiver.requests.length;
    await stage.happen("stamp_added", { count: 20 });
    await dispatcher.tick();
    await receiver.arrived(1);
    await change({ concurrency: 3 });
    await receiver.arrived(3);
    await change({ rate_per_second: 4, concurrency: 64 });
    await dispatcher.tick();
    assert.equal(open(), 3, "a burst of three, and then evenly");
    await change({ rate_per_second: 25 });
    await receiver.arrived(16);
    assert.equal(open(), 16);
  });

  it("are asked for by POST and PATCH, and refused beyond their bounds", async () => {
    await begin("still");
    const app = await startTestApp();
    const { owner } = await app.tenant();
    const input = { target_url: receiver.url, events: ["*"] };
    const usual = await made(owner, "/hooks", input);
    assert.deepEqual([usual["rate_per_second"], usual["concurrency"]], [25, 8]);
    const asked = await made(owner, "/hooks", { ...input, rate_per_second: 1_000, concurrency: 64 });
    const path = `/hooks/${asked["id"]}`;
    await owner.patch(path, { rate_per_second: 1 });
    const { body } = await owner.get(path);
    assert.deepEqual([body["rate_per_second"], body["concurrency"]], [1, 64]);
    const wrong = { rate_per_second: [0, 1_001, 2.5, "5", null], concurrency: [0, 65, 1.5, "5", null] };
    for (const [name, values] of Object.entries(wrong))
      for (const value of values) {
        const refused = await owner.patch(path, { [name]: value });
        assert.deepEqual([refused.status, refused.body["errors"]?.[0]?.pointer], [422, `/${name}`]);
        assert.equal((await owner.post("/hooks", { ...input, [name]: value })).status, 422);
      }
    await app.stop();
  });

  it("are the usual ones for a hook of the first version, which has none", async () => {
    await begin("still");
    const { id } = await stage.subscribe({ target_url: receiver.url });
    const hooks = stage.platform.store.collection(hooksCollection);
    await hooks.updateOne({ _id: id }, { $unset: { rate_per_second: 1, concurrency: 1 } });
    const { rate_per_second: rate, concurrency } = await getHook(stage.platform, stage.caller, id);
    assert.deepEqual([rate, concurrency], [25, 8]);
  });
});
