import assert from "node:assert/strict";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { connect } from "../runner/run.ts";
import { startGateway, type Gateway } from "../runner/gateway.ts";
import { attach } from "../runner/webhook.ts";
import { address, worldAt } from "../runner/world.ts";
import { made, program } from "../stage.ts";

describe("Make app › a scenario that is off", () => {
  let app: TestApp;
  let gateway: Gateway;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock(new Date());
    app = await startTestApp({ clock });
    gateway = await startGateway();
  });
  afterEach(async () => {
    await app.stop();
    await gateway.close();
  });

  it("for an hour and is switched on again receives what happened meanwhile, once each", async () => {
    const { owner } = await app.tenant();
    const world = worldAt(app.url, () => clock.now());
    const connection = await connect(world, { baseUrl: address, apiKey: owner.key });
    const webhook = await attach(world, connection, "watchStampsAdded", { url: gateway.url });
    const { templateId } = await program(owner);
    const card = await made(owner, "/cards", { template_id: templateId, email: "ann@example.com" });
    const stamps: string[] = [];
    const stamp = async (): Promise<void> => {
      const { stamp: added } = await made(owner, "/stamps", { card_id: card.id });
      stamps.push(added.id);
      await gateway.dealtWith(stamps.length);
    };

    gateway.switchOn();
    await stamp();
    assert.equal(gateway.queue.length, 1);
    gateway.switchOff();
    await stamp();
    await stamp();
    assert.equal(gateway.turnedAway, 2);
    // A refusal counts from when it was written down.
    const isWritten = async (): Promise<boolean> => {
      const { body } = await owner.get(`/hooks/${webhook.saved["hook_id"]}/deliveries`);
      return body.data.every(({ attempts }: { attempts: unknown[] }) => attempts.length === 1);
    };
    while (!(await isWritten()));

    clock.advance({ hours: 1 });
    const [hook] = (await owner.get("/hooks")).body.data;
    assert.deepEqual([hook.status, hook.source], ["active", "make"]);
    gateway.switchOn();
    await gateway.dealtWith(5);
    const bundles = gateway.queue.map((delivery) => webhook.receive(delivery));
    assert.deepEqual(bundles.map((bundle) => bundle?.stamp.id).toSorted(), stamps.toSorted());
    await webhook.detach();
    assert.deepEqual((await owner.get("/hooks")).body.data, []);
  });

  it("from the beginning keeps its hook, since Make attaches before the first switching on", async () => {
    const { owner } = await app.tenant();
    const world = worldAt(app.url, () => clock.now());
    const connection = await connect(world, { baseUrl: address, apiKey: owner.key });
    const webhook = await attach(world, connection, "watchStampsAdded", { url: gateway.url });
    await made(owner, `/hooks/${webhook.saved["hook_id"]}/test`, {});
    assert.equal(gateway.turnedAway, 1);
    assert.equal((await owner.get(`/hooks/${webhook.saved["hook_id"]}`)).body.status, "active");
  });
});
