import assert from "node:assert/strict";
import { eventNamed, eventNames } from "../../../server/src/catalog/index.ts";
import { startTestApp } from "../../support/app.ts";
import { cause, openShop } from "../../support/causes.ts";
import { TestClock } from "../../support/clock.ts";
import { startReceiver, type Receiver, type Received } from "../../support/receiver.ts";
import { startSevenLoc } from "../../support/seven-loc.ts";
import { reachGoal } from "../happen.ts";
import { fill } from "../iml/template.ts";
import { codeOf, type Code } from "../runner/files.ts";
import { connect } from "../runner/run.ts";
import { disagreements } from "../runner/shape.ts";
import { attach, type Attached } from "../runner/webhook.ts";
import { address, worldAt } from "../runner/world.ts";
import { made, openStage, program, type Stage } from "../stage.ts";

/** A shop with a clock of its own, since some events are caused by time, and the Make app connected to it. */
const openShopStage = async () => {
  const clock = new TestClock(new Date());
  const app = await startTestApp({ clock });
  const sevenLoc = await startSevenLoc({ now: () => clock.now() });
  const shop = await openShop(app);
  const world = worldAt(app.url, () => clock.now());
  const connection = await connect(world, { baseUrl: address, apiKey: shop.owner.key });
  const stop = async (): Promise<void> => {
    await app.stop();
    await sevenLoc.stop();
  };
  return { world, connection, shop, outside: { clock, sevenLoc }, stop };
};

describe("Make app › triggers", () => {
  let stage: Stage;
  let make: Receiver;
  let now = new Date();

  before(async () => {
    stage = await openStage({ now: () => now });
    make = await startReceiver();
  });
  beforeEach(() => {
    now = new Date();
    make.requests.length = 0;
  });
  after(async () => {
    await make.close();
    await stage.stop();
  });

  const turnOn = (trigger: string, parameters = {}): Promise<Attached> =>
    attach(stage.world, stage.connection, trigger, { url: make.url, parameters });
  const delivered = async (): Promise<Received> => {
    await reachGoal(stage);
    const [received] = await make.arrived(1);
    assert.ok(received);
    return received;
  };
  const hooks = async (): Promise<Code[]> => (await stage.owner.get("/hooks?limit=100")).body.data;

  for (const name of eventNames) {
    const { make: names } = eventNamed(name);

    it(`${names.module} attaches, receives what its real cause delivers, and detaches`, async () => {
      const { world, connection, shop, outside, stop } = await openShopStage();
      try {
        const webhook = await attach(world, connection, names.module, { url: make.url, parameters: {} });
        const [hook] = (await shop.owner.get("/hooks")).body.data;
        assert.deepEqual([hook.events, hook.customer_fields, hook.source], [[name], "contact", "make"]);
        await cause(name, shop, outside);
        const [received] = await make.arrived(1);
        const bundle = webhook.receive(received as Received);
        assert.deepEqual(disagreements(codeOf("module", names.module)["interface"], bundle), []);
        assert.ok(bundle.timestamp instanceof Date);
        // But for its times being dates, the bundle is what the server says of the event.
        const { body } = await shop.owner.get(`/events/${bundle.id}?customer_fields=contact`);
        const times = (text: string) => text.replace(/(:\d\d)\.000Z/g, "$1Z");
        // What an event of this kind never has is not shown; what is made of its members comes last.
        const { card, ...rest } = body;
        const {
          local_date,
          local_time,
          voucher_expiry_date,
          voucher_expiry_time,
          birthday_month_day,
          ...event
        } = JSON.parse(times(JSON.stringify(bundle)));
        assert.deepEqual(event, "card" in bundle ? { ...rest, card } : rest);
        const isShown = (value: unknown, from: unknown, pattern: RegExp) =>
          from ? assert.match(String(value), pattern) : assert.ok(value === null || value === undefined);
        isShown(local_date, body.timestamp, /^\d{4}-\d\d-\d\d$/);
        isShown(local_time, body.timestamp, /^\d\d:\d\d$/);
        isShown(voucher_expiry_date, body.voucher?.expires_at, /^\d{4}-\d\d-\d\d$/);
        isShown(voucher_expiry_time, body.voucher?.expires_at, /^\d\d:\d\d$/);
        isShown(birthday_month_day, body.customer?.birthday, /^\d\d\/\d\d$/);
        await webhook.detach();
        assert.deepEqual((await shop.owner.get("/hooks")).body.data, []);
      } finally {
        await stop();
      }
    });
  }

  it("fire for what really happens, narrowed by filters on the server's side", async () => {
    const [one, other] = [await program(stage.owner), await program(stage.owner)];
    const webhook = await turnOn("watchStampsAdded", { template_id: one.templateId, location_id: "" });
    assert.deepEqual((await hooks())[0].filters, { template_id: one.templateId });
    const cards = await Promise.all(
      [one, other].map(({ templateId }) =>
        made(stage.owner, "/cards", { template_id: templateId, email: `${templateId}@example.com` }),
      ),
    );
    for (const card of cards.toReversed()) await made(stage.owner, "/stamps", { card_id: card.id });
    const [received] = await make.arrived(1);
    const bundle = webhook.receive(received as Received);
    assert.deepEqual([bundle.card.id, bundle.customer.email], [cards[0].id, `${one.templateId}@example.com`]);
    await webhook.update({ template_id: other.templateId });
    assert.deepEqual((await hooks())[0].filters, { template_id: other.templateId });
    await webhook.detach();
    assert.equal(make.requests.length, 1);
  });

  it("take the sample that the console sends to test a hook", async () => {
    const webhook = await turnOn("watchVouchersRedeemed");
    const test = await made(stage.owner, `/hooks/${webhook.saved["hook_id"]}/test`, {});
    const [received] = await make.arrived(1);
    assert.equal(webhook.receive(received as Received).id, test.event_id);
    await webhook.detach();
  });

  it("detach twice without an error, since the first answer may be lost", async () => {
    const webhook = await turnOn("watchBirthdays");
    await webhook.detach();
    await webhook.detach();
  });

  describe("check who sends", () => {
    let webhook: Attached;
    let received: Received;
    beforeEach(async () => {
      webhook = await turnOn("watchGoalsReached");
      received = await delivered();
    });
    afterEach(() => webhook.detach());

    const changed = (headers: Record<string, string>, body = received.body) =>
      webhook.receive({ ...received, headers: { ...received.headers, ...headers }, body });

    it("and take a delivery by its id signature", () => {
      assert.ok(webhook.receive(received));
    });

    it("and refuse a forged, a missing and a torn signature", () => {
      const signature = received.headers["x-7stamp-id-signature"] ?? "";
      assert.equal(changed({ "x-7stamp-id-signature": signature.replace(/^./, "g") }), undefined);
      assert.equal(changed({ "x-7stamp-id-signature": "" }), undefined);
      assert.equal(changed({ "x-7stamp-id-signature": signature.slice(0, 32) }), undefined);
      const others = Object.entries(received.headers).filter(([key]) => key !== "x-7stamp-id-signature");
      assert.equal(webhook.receive({ ...received, headers: Object.fromEntries(others) }), undefined);
    });

    it("and refuse the signature of another event, another time, or another hook", () => {
      assert.equal(changed({ "webhook-id": "evt_other" }), undefined);
      const later = Number(received.headers["webhook-timestamp"]) + 1;
      assert.equal(changed({ "webhook-timestamp": String(later) }), undefined);
      const body = JSON.stringify({ ...JSON.parse(received.body), id: "evt_other" });
      assert.equal(changed({}, body), undefined);
    });

    it("and refuse another kind of event", () => {
      const body = JSON.stringify({ ...JSON.parse(received.body), event: "card_issued" });
      assert.equal(changed({}, body), undefined);
    });

    it("and rely on the secret address where Make does not offer the secret, which no sender decides", () => {
      const { communication } = codeOf("webhook", "goalReached");
      const body = JSON.parse(received.body);
      const unsigned = { now, headers: {}, query: { secret: "" }, webhook: {}, body };
      assert.equal(fill(communication.condition, unsigned), true);
      assert.equal(fill(communication.condition, { ...unsigned, body: { ...body, event: "x" } }), false);
      const named = [...communication.condition.matchAll(/if\(([\w.]+),/g)].map(([, name]) => name);
      assert.deepEqual(named, ["webhook.secret"]);
    });

    it("and take one that was queued for hours, whatever either clock says", () => {
      for (const hours of [-3, 12]) {
        now = new Date(Date.now() + hours * 3_600_000);
        assert.ok(webhook.receive(received));
      }
    });

    it("and take either signature while the secret is being replaced", async () => {
      await made(stage.owner, `/hooks/${webhook.saved["hook_id"]}/rotate-secret`, undefined);
      make.requests.length = 0;
      const after = await delivered();
      assert.equal(after.headers["x-7stamp-id-signature"]?.split(" ").length, 2);
      assert.ok(webhook.receive(after));
    });
  });
});
