import assert from "node:assert/strict";
import type { EventName } from "../../server/src/catalog/index.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { TestClock } from "../support/clock.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { startSevenLoc } from "../support/seven-loc.ts";
import { cause, type World } from "../support/causes.ts";
import { made, settle, type Stage } from "./stage.ts";
import { catalog, keysOf, operationOf, refusal, run, type Input } from "./support.ts";

type ZapRecord = { readonly id: string };

describe("zapier triggers on the running server", () => {
  let app: TestApp;
  let world: World;
  let stage: Stage;
  /** Stands for the address Zapier gives a Zap. */
  let zap: Receiver;
  /** A hook beside the Zap's, to know when an event has been delivered that the Zap must not get. */
  let witness: Receiver;

  before(async () => {
    const clock = new TestClock();
    world = { clock, sevenLoc: await startSevenLoc({ now: () => clock.now() }) };
    app = await startTestApp({ clock });
  });
  after(async () => {
    await app.stop();
    await world.sevenLoc.stop();
  });
  // Each event has a business of its own: time that passes for one would make things happen to the others.
  beforeEach(async () => {
    stage = await settle(app);
    zap = await startReceiver();
    witness = await startReceiver();
  });
  afterEach(async () => {
    await zap.close();
    await witness.close();
  });

  const turnOn = (key: string, input: Input) =>
    run(operationOf("triggers", key).performSubscribe, {
      auth: stage.auth,
      targetUrl: zap.url,
      input,
    }) as Promise<{ id: string }>;
  const turnOff = (key: string, hook: { id: string }) =>
    run(operationOf("triggers", key).performUnsubscribe, { auth: stage.auth, subscribeData: hook });
  const watch = (key: string): Promise<{ id: string }> =>
    made(stage.owner, "/hooks", { target_url: witness.url, events: [key] });

  /** What Zapier hands to `perform` when the Zap's address gets its first request. */
  const received = async (key: string): Promise<ZapRecord[]> => {
    const [request] = await zap.arrived(1);
    const delivered = { ...(JSON.parse(request?.body ?? "") as object), querystring: {} };
    return run(operationOf("triggers", key).perform, { auth: stage.auth, delivered }) as Promise<ZapRecord[]>;
  };

  for (const { key, sample } of catalog.triggers)
    it(`${key}: on, delivered as listed, off`, async () => {
      const input = { template_id: stage.templateId, location_id: "" };
      const hook = await turnOn(key, input);
      await cause(key as EventName, stage, world);
      const [record] = await received(key);

      const listed = await run(operationOf("triggers", key).performList, { auth: stage.auth, input });
      assert.deepEqual(
        record,
        (listed as ZapRecord[]).find(({ id }) => id === record?.id),
      );
      const keys = keysOf(record);
      assert.deepEqual(
        keysOf(sample).filter((sampleKey) => !keys.includes(sampleKey)),
        [],
      );

      await turnOff(key, hook);
      // What was removed stays visible for thirty days.
      assert.equal((await stage.owner.get(`/hooks/${hook.id}`)).body["status"], "removed");
      const watching = await watch(key);
      await cause(key as EventName, stage, world);
      await witness.arrived(1);
      assert.equal(zap.requests.length, 1);
      await turnOff(key, watching);
      await turnOff(key, hook);
    });

  it("keep to their filters", async () => {
    const other = await made(stage.owner, "/templates", { name: "Tea card", goals: [] });
    const hook = await turnOn("card_issued", { template_id: other.id });
    const watching = await watch("card_issued");
    await cause("card_issued", stage, world);
    await witness.arrived(1);
    assert.equal(zap.requests.length, 0);
    const listed = await run(operationOf("triggers", "card_issued").performList, {
      auth: stage.auth,
      input: { template_id: other.id },
    });
    assert.deepEqual(listed, []);
    await turnOff("card_issued", hook);
    await turnOff("card_issued", watching);
  });

  it("hand on a voucher of nobody's with every key of the sample", async () => {
    const hook = await turnOn("voucher_issued", {});
    await made(stage.owner, "/vouchers", { title: "For whoever bears it" });
    const [record] = await received("voucher_issued");
    const sample = catalog.triggers.find(({ key }) => key === "voucher_issued")?.sample;
    assert.deepEqual(keysOf(record), keysOf(sample));
    await turnOff("voucher_issued", hook);
  });

  it("say which filter no longer exists", async () => {
    const failed = await refusal(turnOn("card_issued", { template_id: "tpl_gone" }));
    assert.equal(failed.name, "AppError");
    assert.match(failed.message, /^“Card Template” names something that does not exist or was deleted/);
  });
});
