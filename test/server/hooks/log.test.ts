import assert from "node:assert/strict";
import * as catalog from "../../../server/src/catalog/index.ts";
import { toInstant } from "../../../server/src/core/clock.ts";
import { customers } from "../../../server/src/customers/index.ts";
import { getDelivery, getHook, listDeliveries, listHooks } from "../../../server/src/hooks/find.ts";
import { countAttempts } from "../../../server/src/hooks/hours.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import { updateHook } from "../../../server/src/hooks/update.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { hours, minutes, openStage, seconds, type HookWorker, type Stage } from "./stage.ts";

const ann = { name: "Ann Lee", email: "ann.lee@example.com", phone: null, birthday: null };

describe("hooks › log", () => {
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

  const send = async (...happening: Parameters<Stage["happen"]>): Promise<string> => {
    const [eventId = ""] = await stage.happen(...happening);
    await dispatcher.idle();
    return eventId;
  };
  const detail = (eventId: string, hookId: string) =>
    getDelivery(stage.platform, stage.caller, deliveryId(eventId, hookId));
  const lastDay = async (hookId: string) =>
    (await getHook(stage.platform, stage.caller, hookId)).health.last_24_hours;

  it("shows of each attempt the request as it arrived, and the answer's headers without cookies", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url, customer_fields: "contact" });
    receiver.reply({ status: 200, headers: { "x-served-by": "front-2", "set-cookie": "a=b" }, body: "ok" });
    const eventId = await send("stamp_added", { contact: ann });
    const shown = await detail(eventId, hook.id);
    catalog.getDelivery.result.parse(shown);
    const [arrived] = receiver.requests;
    const [attempt] = shown.attempts;
    assert.ok(arrived && attempt?.request);
    assert.equal(attempt.request.body, arrived.body);
    assert.equal(attempt.request.url, hook.target_url);
    for (const [name, value] of Object.entries(attempt.request.headers))
      assert.equal(arrived.headers[name], value, name);
    assert.ok(Object.keys(attempt.request.headers).includes("webhook-signature"));
    assert.equal(attempt.response_headers?.["x-served-by"], "front-2");
    assert.ok(!("set-cookie" in (attempt.response_headers ?? {})));
  });

  it("keeps the address and the form of each attempt, whatever the hook became since", async () => {
    const hook = await stage.subscribe({ target_url: `${receiver.url}/old`, customer_fields: "contact" });
    const eventId = await send("stamp_added", { contact: ann });
    const changes = { id: hook.id, target_url: `${receiver.url}/new`, customer_fields: "ids" as const };
    await updateHook(stage.parts, stage.caller, changes);
    const shown = await detail(eventId, hook.id);
    assert.equal(shown.target_url, `${receiver.url}/new`);
    assert.equal(shown.attempts[0]?.request?.url, `${receiver.url}/old`);
    assert.match(shown.attempts[0]?.request?.body ?? "", /ann\.lee@example\.com/);
  });

  it("shows neither contact data nor the answer's headers once the customer is gone", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url, customer_fields: "contact" });
    receiver.reply({ status: 200, headers: { "x-echo": "ann.lee@example.com" } });
    const eventId = await send("stamp_added", { contact: ann });
    await stage.platform.store.collection(customers).deleteMany({});
    const shown = JSON.stringify(await detail(eventId, hook.id));
    assert.ok(!shown.includes("ann.lee"), shown);
  });

  it("says why an attempt failed as a word, too", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    receiver.reply({ status: 500 }, "reset");
    const causes: unknown[] = [];
    for (let count = 0; count < 3; count += 1)
      causes.push((await detail(await send("stamp_added"), hook.id)).attempts[0]?.cause);
    assert.deepEqual(causes, ["answered", "closed", null]);
  });

  it("narrows by status, event and the time of the event", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const first = await send("stamp_added");
    stage.clock.advance(minutes(10));
    const since = toInstant(stage.clock.now());
    const second = await send("voucher_redeemed");
    stage.clock.advance(minutes(10));
    const until = toInstant(stage.clock.now());
    const third = await send("stamp_added");
    const found = async (filter: object) => {
      const input = { hook_id: hook.id, limit: 10, ...filter };
      const { data } = await listDeliveries(stage.platform, stage.caller, input);
      return data.map(({ event_id: id }) => id);
    };
    assert.deepEqual(await found({}), [third, second, first]);
    assert.deepEqual(await found({ event: "stamp_added" }), [third, first]);
    assert.deepEqual(await found({ since }), [third, second]);
    assert.deepEqual(await found({ until }), [second, first]);
    assert.deepEqual(await found({ since, until }), [second]);
    assert.deepEqual(await found({ status: "delivered", event: "stamp_added" }), [third, first]);
    assert.deepEqual(await found({ status: "failed" }), []);
    assert.deepEqual(
      await found({ cursor: Buffer.from(`dlv_${"z".repeat(5)}`).toString("base64url"), since }),
      [third, second],
    );
  });

  it("counts the attempts of the last 24 hours by hours of the clock, for a whole list at once", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const idle = await stage.subscribe({ target_url: "https://1.1.1.1/", events: ["card_issued"] });
    await send("stamp_added");
    stage.clock.advance(hours(2));
    receiver.reply({ status: 500 });
    await send("stamp_added", { count: 3 });
    const day = await lastDay(hook.id);
    assert.deepEqual([day.attempts, day.succeeded, day.failed], [4, 3, 1]);
    assert.equal(day.hours.length, 24);
    assert.deepEqual(
      [day.hours.at(-3), day.hours.at(-2), day.hours.at(-1)].map((one) => [one?.succeeded, one?.failed]),
      [
        [1, 0],
        [0, 0],
        [2, 1],
      ],
    );
    const { data } = await listHooks(stage.platform, stage.caller, { limit: 10 });
    for (const one of data) catalog.hook.parse(one);
    const ofIdle = data.find(({ id }) => id === idle.id)?.health.last_24_hours;
    assert.deepEqual([ofIdle?.attempts, ofIdle?.hours.length], [0, 24]);
    assert.deepEqual(data.find(({ id }) => id === hook.id)?.health.last_24_hours, day);
    stage.clock.advance(hours(24));
    assert.equal((await lastDay(hook.id)).attempts, 0);
  });

  it("counts for the statistics to the quarter hour, and what was given up apart", async () => {
    await stage.subscribe({ target_url: receiver.url });
    const start = Math.ceil(stage.clock.now().getTime() / hours(1)) * hours(1);
    stage.clock.advance(start + minutes(14) - stage.clock.now().getTime());
    await send("stamp_added");
    stage.clock.advance(minutes(1));
    receiver.reply({ status: 500 }, { status: 410 });
    await send("stamp_added");
    await send("stamp_added");
    const count = (from: number, until: number) =>
      countAttempts(stage.platform, "b_1", {
        from: new Date(start + minutes(from)),
        until: new Date(start + minutes(until)),
      });
    assert.deepEqual(await count(0, 15), { succeeded: 1, failed: 0, given_up: 0 });
    assert.deepEqual(await count(15, 60), { succeeded: 0, failed: 2, given_up: 1 });
    assert.deepEqual(await count(60, 120), { succeeded: 0, failed: 0, given_up: 0 });
  });

  it("says when an open breaker tries again", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    receiver.always({ status: 500 });
    await stage.happen("stamp_added", { count: 10 });
    await dispatcher.idle();
    const { health } = await getHook(stage.platform, stage.caller, hook.id);
    assert.equal(health.breaker, "open");
    const pause = new Date(health.tries_again_at ?? 0).getTime() - stage.clock.now().getTime();
    assert.equal(pause, seconds(30));
  });
});
