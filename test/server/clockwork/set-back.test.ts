import assert from "node:assert/strict";
import { sweepClockwork } from "../../../server/src/clockwork/index.ts";
import type { StoreCommand } from "../../../server/src/core/store.ts";
import { createFanOut } from "../../../server/src/hooks/fan-out.ts";
import { restMs } from "../../../server/src/hooks/dispatch/lane-state.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import { deliveriesCollection, hooksCollection } from "../../../server/src/hooks/model.ts";
import { retryDelivery } from "../../../server/src/hooks/retry.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { hours, minutes, openStage, type HookWorker, type Stage } from "../hooks/stage.ts";

const twoDays = hours(48);

describe("clockwork › a clock that ran ahead and was set right", () => {
  let stage: Stage;
  let receiver: Receiver;
  let worker: HookWorker;
  let hookId: string;
  let heard: StoreCommand[];

  beforeEach(async () => {
    heard = [];
    stage = await openStage("still", (command) => heard.push(command));
    receiver = await startReceiver();
    worker = stage.dispatcher();
    stage.platform.journal.relay.listen(createFanOut(stage.platform));
    hookId = (await stage.subscribe({ target_url: receiver.url })).id;
    await sweepClockwork(stage.platform);
  });
  afterEach(async () => {
    await stage.close();
    await receiver.close();
  });

  const deliveries = () => stage.platform.store.collection(deliveriesCollection);
  const received = () => receiver.requests.map(({ headers }) => headers["webhook-id"]);
  const work = async (): Promise<void> => {
    await worker.tick();
    await worker.idle();
  };
  /** Lets the worker give back the hook: it does when it has had nothing to send for a while. */
  const restful = async (): Promise<void> => {
    stage.clock.advance(restMs);
    await worker.drain();
    stage.clock.advance(-restMs);
  };
  /** Does it with the clock so far ahead, at which the clockwork has been through, too. */
  const ahead = async (ms: number, happens: () => Promise<unknown>): Promise<void> => {
    stage.clock.advance(ms);
    await sweepClockwork(stage.platform);
    await happens();
    stage.clock.advance(-ms);
  };
  /** What the worker sends at the next sweep, and that it does not do so again. */
  const sentAfterSweep = async (): Promise<unknown[]> => {
    await work();
    const before = receiver.requests.length;
    await sweepClockwork(stage.platform);
    await work();
    const sent = received().slice(before);
    stage.clock.advance(hours(60));
    await sweepClockwork(stage.platform);
    await work();
    assert.equal(receiver.requests.length, before + sent.length, "once");
    return sent;
  };
  const idle = (): Promise<void> => Promise.resolve();

  const sendsWhatWasMadeAhead = async (ms: number): Promise<void> => {
    stage.clock.advance(ms);
    await sweepClockwork(stage.platform);
    stage.clock.advance(minutes(30));
    const ids = await stage.happen("stamp_added");
    stage.clock.advance(-ms);
    assert.deepEqual(await sentAfterSweep(), ids);
  };

  it("sends a delivery that was made an hour ahead, once, at the next sweep", () =>
    sendsWhatWasMadeAhead(hours(1)));

  it("sends a delivery that was made two days ahead, once, at the next sweep", () =>
    sendsWhatWasMadeAhead(twoDays));

  it("sends one that a person asked for again meanwhile", async () => {
    const [id = ""] = await stage.happen("stamp_added");
    await work();
    stage.clock.advance(twoDays);
    await sweepClockwork(stage.platform);
    await retryDelivery(stage.platform, stage.caller, deliveryId(id, hookId));
    stage.clock.advance(-twoDays);
    assert.deepEqual(await sentAfterSweep(), [id]);
  });

  it("sends one that failed meanwhile and waits for its repeat", async () => {
    let ids: string[] = [];
    receiver.reply({ status: 500 });
    await ahead(hours(3), async () => {
      ids = await stage.happen("stamp_added");
      await work();
      await restful();
    });
    assert.deepEqual(await sentAfterSweep(), ids);
  });

  it("lets a try through a breaker that was opened meanwhile, and behind it all that waits", async () => {
    let ids: string[] = [];
    receiver.always({ status: 500 });
    await ahead(twoDays, async () => {
      ids = await stage.happen("stamp_added", { count: 10 });
      await work();
      await restful();
    });
    const hook = await stage.platform.store.collection(hooksCollection).findOne({ _id: hookId });
    assert.ok(hook?.health.opened_at, "the breaker is open");
    receiver.always({ status: 200 });
    assert.deepEqual((await sentAfterSweep()).sort(), ids.sort());
  });

  it("keeps the date of one that failed by the right clock and waits for more than a day", async () => {
    receiver.reply({ status: 500 });
    const [id = ""] = await stage.happen("stamp_added");
    await work();
    const date = new Date(stage.clock.now().getTime() + hours(28));
    await deliveries().updateOne({ event_id: id }, { $set: { next_attempt_at: date } });
    await ahead(twoDays, idle);
    await sweepClockwork(stage.platform);
    await work();
    assert.deepEqual((await deliveries().findOne({ event_id: id }))?.next_attempt_at, date);
    assert.equal(receiver.requests.length, 1);
  });

  it("finds within an hour what another machine's clock has dated, where no sweep was that far", async () => {
    stage.clock.advance(twoDays);
    const ids = await stage.happen("stamp_added");
    stage.clock.advance(minutes(59) - twoDays);
    await sweepClockwork(stage.platform);
    await work();
    assert.deepEqual(received(), []);
    stage.clock.advance(minutes(1));
    assert.deepEqual(await sentAfterSweep(), ids);
  });

  it("writes nothing but the mark where nothing was dated so", async () => {
    receiver.reply({ status: 500 });
    await stage.happen("stamp_added");
    await work();
    await restful();
    await ahead(twoDays, idle);
    heard = [];
    await sweepClockwork(stage.platform);
    const written = heard.filter(({ name }) => /^(insert|update|delete|findAndModify|bulkWrite)$/.test(name));
    assert.deepEqual(
      written.map(({ name, collection }) => `${name} ${collection}`),
      ["update settings"],
    );
  });
});
