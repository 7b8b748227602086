import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { getDelivery, getHook, listDeliveries } from "../../../server/src/hooks/find.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import { deliveriesCollection } from "../../../server/src/hooks/model.ts";
import { rotateSecret } from "../../../server/src/hooks/rotate-secret.ts";
import { updateHook } from "../../../server/src/hooks/update.ts";
import { eventsCollection, journalCollection } from "../../../server/src/journal/index.ts";
import { renderEvent } from "../../../server/src/events/index.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { hours, minutes, openStage, seconds, type HookWorker, type Stage } from "./stage.ts";

const ann = { name: "Ann", email: "ann@example.com", phone: "+380671112233", birthday: null };

describe("hooks › deliver", () => {
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

  const delivery = (eventId: string, hookId: string) =>
    getDelivery(stage.platform, stage.caller, deliveryId(eventId, hookId));
  const hookState = (id: string) => getHook(stage.platform, stage.caller, id);
  const round = async (advanceMs: number): Promise<void> => {
    stage.clock.advance(advanceMs);
    await dispatcher.tick();
    await dispatcher.idle();
  };
  const fail = async (reply: Parameters<Receiver["reply"]>[0], hookId: string): Promise<string> => {
    receiver.reply(reply);
    const [eventId = ""] = await stage.happen("stamp_added");
    await dispatcher.idle();
    assert.equal((await delivery(eventId, hookId)).attempts.length, 1);
    return eventId;
  };

  it("sends an event to a hook at once, signed, and writes the attempt down", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const [eventId = ""] = await stage.happen("voucher_redeemed");
    const [request] = await receiver.arrived(1);
    await dispatcher.idle();
    assert.ok(request);
    assert.equal(request.headers["webhook-id"], eventId);
    assert.equal(request.headers["content-type"], "application/json");
    assert.match(request.headers["user-agent"] ?? "", /^7stamp-connect\/\d+\.\d+\.\d+$/);
    assert.equal(request.headers["x-7stamp-event"], "voucher_redeemed");
    assert.equal(request.headers["x-7stamp-delivery"], deliveryId(eventId, hook.id));
    const seen = Math.floor(stage.clock.now().getTime() / 1_000);
    assert.equal(request.headers["webhook-timestamp"], String(seen));
    const done = await delivery(eventId, hook.id);
    assert.deepEqual([done.status, done.next_attempt_at], ["delivered", null]);
    const [attempt] = done.attempts;
    assert.deepEqual([attempt?.number, attempt?.status, attempt?.response_body], [1, 200, "ok"]);
    assert.ok((await hookState(hook.id)).health.last_success_at);
  });

  it("sends the very bytes that are kept and that the event's rendering gives, in the form the hook asked for", async () => {
    await stage.subscribe({ target_url: `${receiver.url}/ids` });
    await stage.subscribe({ target_url: `${receiver.url}/contact`, customer_fields: "contact" });
    const [eventId] = await stage.happen("stamp_added", { contact: ann });
    await receiver.arrived(2);
    const event = await stage.platform.store.collection(eventsCollection).findOne({ _id: eventId });
    assert.ok(event);
    const bodyAt = (end: string) => receiver.requests.find(({ path }) => path.endsWith(end))?.body;
    assert.equal(bodyAt("/ids"), event.body);
    assert.equal(bodyAt("/contact"), await renderEvent(stage.platform, event, "contact"));
    assert.match(bodyAt("/contact") ?? "", /ann@example\.com/);
    assert.doesNotMatch(bodyAt("/ids") ?? "", /ann@example\.com/);
  });

  it("signs with both secrets for 24 hours after a rotation, then with the new one", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const rotated = await rotateSecret(stage.platform, stage.caller, hook.id);
    await stage.happen("stamp_added");
    const [both] = await receiver.arrived(1);
    assert.ok(both);
    for (const secret of [hook.secret, rotated.secret]) new Webhook(secret).verify(both.body, both.headers);
    assert.equal(both.headers["x-7stamp-id-signature"]?.split(" ").length, 2);
    await round(hours(24));
    await stage.happen("stamp_added");
    const after = (await receiver.arrived(2))[1];
    assert.equal(after?.headers["webhook-signature"]?.split(" ").length, 1);
    assert.equal(after?.headers["x-7stamp-id-signature"]?.split(" ").length, 1);
  });

  it("sends a failed delivery again after the scheduled wait, same id, same bytes", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const eventId = await fail({ status: 500, body: "no" }, hook.id);
    const waiting = await delivery(eventId, hook.id);
    assert.equal(waiting.status, "pending");
    assert.equal(waiting.attempts[0]?.error, "the receiver answered 500");
    const due = new Date(stage.clock.now().getTime() + seconds(5));
    assert.equal(waiting.next_attempt_at, due.toISOString());
    await round(seconds(4.9));
    assert.equal(receiver.requests.length, 1);
    await round(seconds(0.2));
    assert.equal(receiver.requests.length, 2);
    assert.equal(receiver.requests[1]?.headers["webhook-id"], eventId);
    assert.equal(receiver.requests[1]?.body, receiver.requests[0]?.body);
    const done = await delivery(eventId, hook.id);
    assert.deepEqual([done.status, done.attempts.map(({ number }) => number)], ["delivered", [1, 2]]);
  });

  it("follows the whole schedule over three days, then the delivery has failed", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    receiver.always({ status: 503 });
    const [eventId = ""] = await stage.happen("stamp_added");
    await dispatcher.idle();
    const waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (const [index, wait] of waits.entries()) {
      await round(seconds(wait) - 1);
      assert.equal(receiver.requests.length, index + 1);
      await round(1);
      assert.equal(receiver.requests.length, index + 2);
    }
    const failed = await delivery(eventId, hook.id);
    assert.deepEqual([failed.status, failed.next_attempt_at, failed.attempts.length], ["failed", null, 10]);
  });

  it("honours Retry-After", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    await fail({ status: 429, headers: { "retry-after": "120" } }, hook.id);
    await round(seconds(119));
    assert.equal(receiver.requests.length, 1);
    await round(seconds(2));
    assert.equal(receiver.requests.length, 2);
  });

  it("takes redirects, resets and silence for failures", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const moved = await fail({ status: 302, headers: { location: receiver.url } }, hook.id);
    const reset = await fail("reset", hook.id);
    assert.match((await delivery(moved, hook.id)).attempts[0]?.error ?? "", /redirects are not followed/);
    const [attempt] = (await delivery(reset, hook.id)).attempts;
    const { status, response_body: answer } = attempt ?? {};
    assert.deepEqual([status, answer, receiver.requests.length], [null, null, 2]);
  });

  it("disables a hook when the receiver answers 410, and sends what waits once a person brings it back", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const waiting = await fail({ status: 500 }, hook.id);
    const gone = await fail({ status: 410 }, hook.id);
    const { status, disabled_reason: reason } = await hookState(hook.id);
    assert.deepEqual([status, reason], ["disabled", "gone"]);
    assert.deepEqual(
      [(await delivery(waiting, hook.id)).status, (await delivery(gone, hook.id)).status],
      ["pending", "failed"],
    );
    await stage.happen("stamp_added");
    await round(hours(1));
    assert.equal(receiver.requests.length, 2);
    await updateHook(stage.parts, stage.caller, { id: hook.id, status: "active" });
    await round(minutes(1));
    assert.equal((await delivery(waiting, hook.id)).status, "delivered");
  });

  it("goes on with Make's hook that answers 410, and delivers what happened once the scenario is on", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url, source: "make" });
    const first = await fail({ status: 410 }, hook.id);
    assert.equal((await hookState(hook.id)).status, "active");
    const missed = [first, await fail({ status: 410 }, hook.id)];
    receiver.always({ status: 410 });
    for (const pause of [seconds(10), minutes(10), minutes(50)]) await round(pause);
    assert.equal((await hookState(hook.id)).status, "active");
    receiver.always({ status: 200 });
    await round(hours(3));
    for (const id of missed) assert.equal((await delivery(id, hook.id)).status, "delivered");
  });

  it("removes Zapier's hook at once when it answers 410, and ends what it has pending", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url, source: "zapier" });
    const waiting = await fail({ status: 500 }, hook.id);
    const gone = await fail({ status: 410 }, hook.id);
    const { status, disabled_reason: reason } = await hookState(hook.id);
    assert.deepEqual([status, reason], ["removed", "gone"]);
    assert.equal((await delivery(waiting, hook.id)).status, "failed");
    assert.equal((await delivery(gone, hook.id)).status, "failed");
    await stage.happen("stamp_added");
    await round(hours(1));
    assert.equal(receiver.requests.length, 2);
  });

  it("disables a hook with a reason after five days of nothing but failures", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    receiver.always({ status: 500 });
    await stage.happen("stamp_added");
    await dispatcher.idle();
    stage.clock.advance(hours(5 * 24));
    await stage.happen("stamp_added");
    await dispatcher.idle();
    const disabled = await hookState(hook.id);
    assert.equal(disabled.status, "disabled");
    assert.equal(disabled.disabled_reason, "only_failures");
    const before = receiver.requests.length;
    await stage.happen("stamp_added");
    await round(hours(48));
    assert.equal(receiver.requests.length, before);
  });

  it("sends to the hooks that are subscribed, and to no others", async () => {
    const want = async (path: string, input: object) => {
      await stage.subscribe({ target_url: `${receiver.url}/${path}`, ...input });
      return path;
    };
    await want("all", {});
    await want("named", { events: ["stamp_added", "goal_reached"] });
    await want("template", { filters: { template_id: "tpl_1" } });
    await want("both", { filters: { template_id: "tpl_1", location_id: "loc_1" } });
    await want("other-event", { events: ["voucher_issued"] });
    await want("other-template", { filters: { template_id: "tpl_2" } });
    await want("other-location", { filters: { template_id: "tpl_1", location_id: "loc_2" } });
    await want("voucher-template", { filters: { voucher_template_id: "vt_1" } });
    await stage.happen("stamp_added", { refs: { template_id: "tpl_1", location_id: "loc_1" } });
    await stage.happen("stamp_added", { business: "b_2", refs: { template_id: "tpl_1" } });
    await dispatcher.idle();
    const paths = receiver.requests.map(({ path }) => path.split("/").at(-1)).sort();
    assert.deepEqual(paths, ["all", "both", "named", "template"]);
  });

  /** All entries, as a sweep does that finds them pending. */
  const fanOutAgain = async (): Promise<void> => {
    const { journal, store } = stage.platform;
    for (const entry of await store.collection(journalCollection).find().toArray())
      await journal.relay.follow(entry);
  };

  it("makes no second delivery when an entry is fanned out twice", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    await stage.happen("stamp_added");
    await dispatcher.idle();
    await fanOutAgain();
    await round(seconds(1));
    const all = await listDeliveries(stage.platform, stage.caller, { hook_id: hook.id, limit: 10 });
    assert.deepEqual([all.data.length, receiver.requests.length], [1, 1]);
  });

  it("sends what an interrupted fan-out had written already, when it is fanned out again", async () => {
    await stage.subscribe({ target_url: receiver.url });
    const [eventId = ""] = await stage.happen("stamp_added");
    await dispatcher.idle();
    await stage.platform.store
      .collection(deliveriesCollection)
      .updateOne({ event_id: eventId }, { $set: { status: "pending", next_attempt_at: stage.clock.now() } });
    await fanOutAgain();
    await receiver.arrived(2);
    assert.equal(receiver.requests[1]?.headers["webhook-id"], eventId);
  });

  it("stops in good order: what is under way is finished and written, nothing new starts", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    receiver.always("hang");
    const [first = ""] = await stage.happen("stamp_added");
    await receiver.arrived(1);
    const stopped = dispatcher.stop();
    const [second = ""] = await stage.happen("stamp_added");
    receiver.letGo(200);
    await stopped;
    assert.equal((await delivery(first, hook.id)).status, "delivered");
    assert.deepEqual([(await delivery(second, hook.id)).attempts, receiver.requests.length], [[], 1]);
  });
});
