import assert from "node:assert/strict";
import { afterAttempt, type HookHealth } from "../../../server/src/hooks/health.ts";
import { DueDeliveries } from "../../../server/src/hooks/dispatch/due-deliveries.ts";
import { HealthKeeper } from "../../../server/src/hooks/dispatch/health-keeper.ts";
import { createFanOut } from "../../../server/src/hooks/fan-out.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import { hooksCollection, type Hook } from "../../../server/src/hooks/model.ts";
import { hookWork } from "../../../server/src/hooks/queue.ts";
import { workId } from "../../../server/src/core/work-queue/index.ts";
import type { SealReader, Seals } from "../../../server/src/core/seals.ts";
import { renderEvent } from "../../../server/src/events/index.ts";
import { eventsCollection } from "../../../server/src/journal/index.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { WaitCounter } from "../../support/waits.ts";
import { openStage, seconds, type Stage } from "./stage.ts";

const ann = { name: "Ann", email: "ann@example.com", phone: null, birthday: null };

describe("hooks › what is asked of the store", () => {
  const counter = new WaitCounter();
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage("still", counter.listen);
  });
  afterEach(() => stage.close());

  /** How often each command goes to the store, of those about a collection. */
  const during = async (call: () => Promise<unknown>, collection: string): Promise<string[]> => {
    const { commands } = await counter.during(call);
    return commands.filter((command) => command.endsWith(` ${collection}`) || command === "bulkWrite");
  };

  describe("by many hooks of one event", () => {
    const count = 30;
    let hooks: Hook[];
    let eventId: string;

    beforeEach(async () => {
      stage.platform.journal.relay.listen(createFanOut(stage.platform));
      for (let at = 0; at < count; at += 1) await stage.subscribe({ target_url: "http://127.0.0.1:9/" });
      [eventId = ""] = await stage.happen("stamp_added");
      hooks = await stage.platform.store.collection(hooksCollection).find({}).toArray();
    });

    it("reads the hooks together", async () => {
      const read = (): Promise<unknown> =>
        Promise.all(hooks.map(({ _id }) => new DueDeliveries(stage.platform, _id).hook()));
      assert.deepEqual(await during(read, "hooks"), ["find hooks"]);
    });

    it("reads the event seldom, not once for each hook", async () => {
      const ids: string[] = [];
      const read = (): Promise<unknown> =>
        Promise.all(
          hooks.map(async ({ _id }) => {
            const { due } = await new DueDeliveries(stage.platform, _id).due(stage.clock.now(), "all");
            ids.push(...due.map(({ delivery, event }) => (event._id === eventId ? delivery._id : "")));
          }),
        );
      const reads = await during(read, "events");
      assert.deepEqual(ids.sort(), hooks.map(({ _id }) => deliveryId(eventId, _id)).sort());
      assert.ok(reads.length < count / 2, `${reads.length} readings`);
    });

    it("makes the contact form of the event once, and reads the customers of a moment's events together", async () => {
      const { seals, store } = stage.platform;
      const ids = await stage.happen("stamp_added", { contact: ann, count: 2 });
      const events = await store
        .collection(eventsCollection)
        .find({ _id: { $in: ids } })
        .toArray();
      let opened = 0;
      const counting: SealReader["open"] = (value) => `{"name":"${value.of} ${(opened += 1)}"}`;
      const reader: Seals["reader"] = async (of) => ({ ...(await seals.reader(of)), open: counting });
      const platform = { seals: { ...seals, reader } };
      let texts: string[] = [];
      const render = async (): Promise<void> => {
        const asked = hooks.flatMap(() => events.map((event) => renderEvent(platform, event, "contact")));
        texts = await Promise.all(asked);
      };
      assert.deepEqual(await during(render, "customers"), ["find customers"]);
      assert.equal(opened, 2);
      assert.equal(new Set(texts).size, 2);
      await render();
      assert.equal(opened, 4, "who asks later is told what stands then");
    });

    it("reads how often something was added to their queues together, of each worker's own alone", async () => {
      const { work } = stage.platform;
      const mine = hooks.slice(1);
      for (const { _id } of mine) await work.take(workId(hookWork, _id), "me");
      await work.take(workId(hookWork, hooks[0]?._id ?? ""), "another");
      let bumps: (number | null)[] = [];
      const read = async (): Promise<void> => {
        const asked = hooks.map(({ _id }) => work.bumpOf({ id: workId(hookWork, _id), worker: "me" }));
        bumps = await Promise.all(asked);
      };
      assert.deepEqual(await during(read, "work"), ["find work"]);
      assert.deepEqual(bumps, [null, ...mine.map(() => 1)]);
    });

    it("writes their health together", async () => {
      const { platform } = stage;
      // On MongoDB before 8 each is written for itself: only there somebody would have to be told which matched.
      const together = platform.store.commits.mode === "staged" ? count : 1;
      const at = stage.clock.now();
      const outcome = { at, succeeded: false, trial: false, forced: false };
      const write = (): Promise<unknown> =>
        Promise.all(
          hooks.map((hook) => {
            const keeper = new HealthKeeper(platform, hook._id);
            keeper.meet(hook);
            keeper.count(hook, outcome);
            return keeper.saved();
          }),
        );
      assert.equal((await during(write, "hooks")).length, together);
      const stored = await platform.store.collection(hooksCollection).find({}).toArray();
      assert.ok(stored.every(({ health }) => health.consecutive_failures === 1));
    });
  });

  describe("by a hook whose breaker is open", () => {
    let receiver: Receiver;

    before(async () => {
      receiver = await startReceiver();
    });
    after(() => receiver.close());

    it("reads nothing of what waits, in whatever worker it comes to", async () => {
      const hook = await stage.subscribe({ target_url: receiver.url });
      const fail = { at: stage.clock.now(), succeeded: false, trial: false, forced: false };
      const standing = await stage.platform.store.collection(hooksCollection).findOne({ _id: hook.id });
      assert.ok(standing);
      let health: HookHealth = standing.health;
      for (let failures = 0; failures < 10; failures += 1) health = afterAttempt(health, fail);
      await stage.platform.store
        .collection(hooksCollection)
        .updateOne({ _id: hook.id }, { $set: { health } });
      const worker = stage.dispatcher();
      stage.platform.journal.relay.listen(createFanOut(stage.platform));
      await stage.happen("stamp_added", { count: 3 });
      const turn = async (): Promise<void> => {
        await worker.tick();
        await worker.idle();
      };
      assert.deepEqual(await during(turn, "events"), []);
      assert.equal(receiver.requests.length, 0);
      stage.clock.advance(seconds(30));
      await worker.tick();
      await receiver.arrived(1);
      await worker.idle();
    });
  });
});
