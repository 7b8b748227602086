import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import * as catalog from "../../../server/src/catalog/index.ts";
import { unknownId } from "../../../server/src/core/failure.ts";
import { createHook } from "../../../server/src/hooks/create.ts";
import { deleteHook } from "../../../server/src/hooks/delete.ts";
import { findHook, getDelivery, getHook, listDeliveries, listHooks } from "../../../server/src/hooks/find.ts";
import { hookOperations } from "../../../server/src/hooks/index.ts";
import { hooksCollection, removedHooks } from "../../../server/src/hooks/model.ts";
import { recoverHook } from "../../../server/src/hooks/recover.ts";
import { retryDelivery } from "../../../server/src/hooks/retry.ts";
import { rotateSecret } from "../../../server/src/hooks/rotate-secret.ts";
import { testHook } from "../../../server/src/hooks/test.ts";
import { updateHook } from "../../../server/src/hooks/update.ts";
import { eventsCollection } from "../../../server/src/journal/index.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { hours, openStage, seconds, type HookWorker, type Stage } from "./stage.ts";

const example = "https://1.1.1.1/hook";

describe("hooks › subscriptions", () => {
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

  it("creates a hook and shows its secret this once", async () => {
    const created = await stage.subscribe({ target_url: example, events: ["stamp_added", "stamp_added"] });
    assert.match(created.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual(created.events, ["stamp_added"]);
    assert.deepEqual([created.status, created.health.breaker, created.source], ["active", "closed", null]);
    catalog.createHook.result.parse(created);
    const seen = await getHook(stage.platform, stage.caller, created.id);
    assert.equal("secret" in seen, false);
    const stored = await stage.platform.store.collection(hooksCollection).findOne({ _id: created.id });
    assert.doesNotMatch(JSON.stringify(stored), /whsec_/);
  });

  it("stores a target without its fragment", async () => {
    const created = await stage.subscribe({ target_url: `${example}?a=1#part` });
    assert.equal(created.target_url, `${example}?a=1`);
  });

  it("lists the hooks of the business, newest first", async () => {
    const ids = [];
    for (let count = 0; count < 3; count += 1)
      ids.unshift((await stage.subscribe({ target_url: example })).id);
    const first = await listHooks(stage.platform, stage.caller, { limit: 2 });
    assert.deepEqual([first.data.map(({ id }) => id), first.has_more], [ids.slice(0, 2), true]);
    const cursor = first.next_cursor ?? "";
    const rest = await listHooks(stage.platform, stage.caller, { limit: 2, cursor });
    assert.deepEqual(
      rest.data.map(({ id }) => id),
      ids.slice(2),
    );
    assert.deepEqual((await listHooks(stage.platform, stage.stranger, { limit: 2 })).data, []);
  });

  it("updates what is given and nothing else", async () => {
    const hook = await stage.subscribe({ target_url: example, description: "old" });
    stage.clock.advance(seconds(5));
    const changed = await updateHook(stage.parts, stage.caller, { id: hook.id, events: ["goal_reached"] });
    assert.deepEqual(
      [changed.events, changed.description, changed.target_url],
      [["goal_reached"], "old", example],
    );
    assert.notEqual(changed.updated_at, hook.updated_at);
    const off = await updateHook(stage.parts, stage.caller, {
      id: hook.id,
      status: "disabled",
      description: null,
    });
    assert.deepEqual([off.status, off.disabled_reason, off.description], ["disabled", "switched_off", null]);
    const on = await updateHook(stage.parts, stage.caller, { id: hook.id, status: "active" });
    assert.deepEqual([on.status, on.disabled_reason], ["active", null]);
  });

  it("sends a sample as a test: signed, a fresh id, in the log as a test and nowhere else", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url, customer_fields: "contact" });
    const outcome = await testHook(stage.parts, stage.caller, { id: hook.id, event: "voucher_redeemed" });
    catalog.testHook.result.parse(outcome);
    assert.deepEqual(
      [outcome.delivered, outcome.event, outcome.attempt.status],
      [true, "voucher_redeemed", 200],
    );
    const [request] = receiver.requests;
    assert.ok(request);
    new Webhook(hook.secret).verify(request.body, request.headers);
    const body = JSON.parse(request.body) as { id: string; customer: object };
    assert.equal(body.id, outcome.event_id);
    const sample = catalog.eventSample(catalog.eventNamed("voucher_redeemed"), "contact");
    assert.deepEqual(body, { ...sample, id: outcome.event_id, test: true });
    assert.equal(Object.keys(body).at(-1), "test");
    const log = { hook_id: hook.id, limit: 10 };
    const [shown] = (await listDeliveries(stage.platform, stage.caller, log)).data;
    assert.deepEqual([shown?.id, shown?.test, shown?.status], [outcome.delivery_id, true, "delivered"]);
    const detail = await getDelivery(stage.platform, stage.caller, outcome.delivery_id);
    assert.equal(detail.attempts[0]?.request?.body, request.body);
    assert.equal(await stage.platform.store.collection(eventsCollection).countDocuments(), 0);
    receiver.reply({ status: 500, body: "no" });
    const failed = await testHook(stage.parts, stage.caller, { id: hook.id });
    assert.deepEqual(
      [failed.delivered, failed.attempt.response_body, failed.attempt.cause],
      [false, "no", "answered"],
    );
    const since = new Date(0);
    assert.deepEqual(await recoverHook(stage.platform, stage.caller, { id: hook.id, since }), { count: 0 });
    await assert.rejects(retryDelivery(stage.platform, stage.caller, failed.delivery_id), {
      code: "not_found",
    });
    assert.equal((await getHook(stage.platform, stage.caller, hook.id)).health.consecutive_failures, 0);
  });

  it("deletes a hook, and again, and never another business's", async () => {
    const hook = await stage.subscribe({ target_url: example });
    await deleteHook(stage.platform, stage.stranger, hook.id);
    const { data } = await listHooks(stage.platform, stage.caller, { limit: 100 });
    assert.ok(data.some(({ id }) => id === hook.id));
    await deleteHook(stage.platform, stage.caller, hook.id);
    await deleteHook(stage.platform, stage.caller, hook.id);
    await deleteHook(stage.platform, stage.caller, "hook_none");
    await assert.rejects(findHook(stage.platform, stage.caller, hook.id), { code: "not_found" });
  });

  it("shows a removed hook with its reason and log for thirty days, and lists it only when asked to", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url, description: "Mailchimp" });
    await testHook(stage.parts, stage.caller, { id: hook.id });
    await deleteHook(stage.platform, stage.caller, hook.id);
    const listed = async (status?: "removed") =>
      (await listHooks(stage.platform, stage.caller, { limit: 100, status })).data.map(({ id }) => id);
    assert.ok(!(await listed()).includes(hook.id));
    assert.ok((await listed("removed")).includes(hook.id));
    const shown = await getHook(stage.platform, stage.caller, hook.id);
    catalog.getHook.result.parse(shown);
    assert.deepEqual(
      [shown.status, shown.disabled_reason, shown.description],
      ["removed", "unsubscribed", "Mailchimp"],
    );
    const log = { hook_id: hook.id, limit: 10 };
    assert.equal((await listDeliveries(stage.platform, stage.caller, log)).data.length, 1);
    const kept = await stage.platform.store.collection(removedHooks).findOne({ _id: hook.id });
    assert.ok(kept && !("secrets" in kept));
    assert.equal(kept.expires_at.getTime() - kept.removed_at.getTime(), hours(30 * 24));
    await assert.rejects(getHook(stage.platform, stage.stranger, hook.id), { code: "not_found" });
    await assert.rejects(listDeliveries(stage.platform, stage.stranger, log), { code: "not_found" });
    const foreign = await listHooks(stage.platform, stage.stranger, { limit: 100, status: "removed" });
    assert.deepEqual(foreign.data, []);
    await assert.rejects(rotateSecret(stage.platform, stage.caller, hook.id), { code: "not_found" });
  });

  it("refuses targets that are not allowed, at create, update and test, with one text", async () => {
    const refused = { code: "target_not_allowed", message: "This target address is not allowed" };
    const targets = [
      "http://example.com/",
      "https://10.0.0.1/",
      "https://2852039166/",
      "https://localhost/",
      "no url",
    ];
    for (const target_url of targets)
      await assert.rejects(stage.subscribe({ target_url }), refused, target_url);
    const hook = await stage.subscribe({ target_url: example });
    await assert.rejects(
      updateHook(stage.parts, stage.caller, { id: hook.id, target_url: targets[1] }),
      refused,
    );
    const hooks = stage.platform.store.collection(hooksCollection);
    await hooks.updateOne({ _id: hook.id }, { $set: { target_url: targets[1] } });
    await assert.rejects(testHook(stage.parts, stage.caller, { id: hook.id }), refused);
  });

  it("refuses filters that name nothing of this business", async () => {
    const checkReference = () => Promise.reject(unknownId("/filters/template_id"));
    const input = {
      target_url: example,
      events: ["*"],
      customer_fields: "ids",
      filters: { template_id: "tpl_0" },
    } as const;
    await assert.rejects(createHook({ ...stage.parts, checkReference }, stage.caller, input), {
      code: "validation_failed",
    });
  });

  it("loses neither secret when two people rotate at once", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const rotated = await Promise.all([1, 2].map(() => rotateSecret(stage.platform, stage.caller, hook.id)));
    for (const answer of rotated) catalog.rotateSecret.result.parse(answer);
    await testHook(stage.parts, stage.caller, { id: hook.id });
    const [request] = receiver.requests;
    assert.ok(request);
    for (const { secret } of rotated) new Webhook(secret).verify(request.body, request.headers);
  });

  it("signs with two secrets at most, however often it is rotated", async () => {
    const hook = await stage.subscribe({ target_url: receiver.url });
    const secrets: string[] = [hook.secret];
    for (let at = 0; at < 5; at += 1)
      secrets.push((await rotateSecret(stage.platform, stage.caller, hook.id)).secret);
    await testHook(stage.parts, stage.caller, { id: hook.id });
    const [request] = receiver.requests;
    assert.ok(request);
    for (const name of ["webhook-signature", "x-7stamp-id-signature"])
      assert.equal(request.headers[name]?.split(" ").length, 2, name);
    for (const secret of secrets.slice(-2)) new Webhook(secret).verify(request.body, request.headers);
    for (const secret of secrets.slice(0, -2))
      assert.throws(() => new Webhook(secret).verify(request.body, request.headers));
  });

  it("has an operation for every hook and delivery action of the catalogue", () => {
    const bound = hookOperations(stage.parts).map(({ action }) => action.name);
    const wanted = Object.values(catalog as Record<string, unknown>)
      .filter((value) => typeof value === "object" && value !== null && "method" in value)
      .map((value) => value as catalog.ActionDefinition)
      .filter(({ tag }) => tag === "Hooks" || tag === "Deliveries")
      .map(({ name }) => name);
    assert.deepEqual(bound.toSorted(), wanted.toSorted());
  });
});
