import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { ReachFailpoint } from "../../../server/src/core/failpoint.ts";
import { idempotencyCollection } from "../../../server/src/http/idempotency.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { startReceiver } from "../../support/receiver.ts";
import { expectProblem } from "./raw.ts";

/** A place where a run waits until it is let through. */
const gate = () => {
  let tell: () => void = () => undefined;
  let open: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (tell = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  const pass = (): Promise<void> => {
    tell();
    return opened;
  };
  return { arrived, pass, open: () => open() };
};

describe("http › the lease of a keyed call", () => {
  const clock = new TestClock(new Date());
  let app: TestApp;
  let owner: Client;
  let keys = 0;

  const nextKey = () => ({ "idempotency-key": `key ${(keys += 1)}` });
  const records = () => app.platform.store.collection(idempotencyCollection);

  before(async () => {
    app = await startTestApp({ clock });
    ({ owner } = await app.tenant());
  });
  after(() => app.stop());

  it("takes no lease for one that ends later than a lease can", async () => {
    const headers = nextKey();
    const first = await owner.post("/locations", { name: "A" }, headers);
    const ahead = new Date(clock.now().getTime() + 3_600_000);
    await records().updateMany({ state: "done" }, { $set: { state: "running", lease_until: ahead } });
    const again = await owner.post("/locations", { name: "A" }, headers);
    assert.deepEqual([again.status, again.text], [201, first.text]);
  });

  it("keeps its lease while it runs, and the second request is told how long", async () => {
    const receiver = await startReceiver();
    const busy = await startTestApp({ clock, databaseUri: app.databaseUri, app: { renewEveryMs: 10 } });
    const headers = nextKey();
    const hook = await owner.post("/hooks", { target_url: receiver.url, events: ["*"] });
    const path = `/hooks/${hook.body.id}/test`;
    receiver.always("hang");
    const running = busy.client(owner.key).post(path, undefined, headers);
    await receiver.arrived(1);
    for (let turn = 0; turn < 3; turn += 1) {
      clock.advance({ seconds: 8 });
      const until = new Date(clock.now().getTime() + 12_000);
      while ((await records().findOne({ state: "running", lease_until: until })) === null) await pause(10);
      clock.advance({ ms: 500 });
      const second = await owner.post(path, undefined, headers);
      expectProblem(second, 409, "idempotency_in_progress");
      assert.equal(second.headers.get("retry-after"), "12");
    }
    receiver.letGo(200);
    const first = await running;
    assert.equal(first.status, 200);
    assert.equal((await owner.post(path, undefined, headers)).text, first.text);
    assert.equal(receiver.requests.length, 1);
    await busy.stop();
    await receiver.close();
  });

  it("gives the first answer when the first run was slow and not dead", async () => {
    const gates = { slow: gate(), second: gate() };
    const stalled = { renewEveryMs: 3_600_000 };
    const reachSlow: ReachFailpoint = (name) => (name === "before-journal" ? gates.slow.pass() : undefined);
    const reachSecond: ReachFailpoint = (name) =>
      name === "between-steps" ? gates.second.pass() : undefined;
    const { databaseUri } = app;
    const one = await startTestApp({ clock, databaseUri, reach: reachSlow, app: stalled });
    const two = await startTestApp({ clock, databaseUri, reach: reachSecond, app: stalled });
    const template = (await owner.post("/templates", { name: "Slow", goals: [] })).body.id;
    const body = { template_id: template, email: "slow@example.com" };
    const headers = nextKey();
    const first = one.client(owner.key).post("/cards", body, headers);
    await gates.slow.arrived;
    clock.advance({ seconds: 13 });
    const second = two.client(owner.key).post("/cards", body, headers);
    await gates.second.arrived;
    gates.slow.open();
    const answered = await first;
    assert.deepEqual([answered.status, answered.body.created], [201, true]);
    gates.second.open();
    assert.deepEqual([(await second).status, (await second).body], [201, answered.body]);
    await one.stop();
    await two.stop();
  });
});
