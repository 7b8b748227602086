import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import {
  eventNamed,
  eventNames,
  eventSample,
  eventSchema,
  customerForms,
} from "../../server/src/catalog/index.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { cause, made, openShop, type Shop, type World } from "../support/causes.ts";
import { TestClock } from "../support/clock.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { startSevenLoc } from "../support/seven-loc.ts";
import { ShardWatch } from "../support/shards.ts";

const published = [
  "card_issued",
  "card_saved",
  "card_opened",
  "stamp_added",
  "goal_reached",
  "reward_issued",
  "voucher_issued",
  "voucher_redeemed",
  "voucher_expired",
  "lottery_played",
  "birthday_reached",
  "inactivity_trigger",
  "campaign_sent",
];

/** Keys in their order, all the way down. */
const shapeOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)])
    : null;

/** A sample's nested objects may be null in a live event, never the other way round. */
const fits = (live: unknown, sample: unknown): boolean =>
  live === null || JSON.stringify(shapeOf(live)) === JSON.stringify(shapeOf(sample));

describe("every event", () => {
  const watch = new ShardWatch();
  let app: TestApp;
  let world: World;
  let shop: Shop;
  let receiver: Receiver;

  before(async () => {
    const clock = new TestClock();
    world = { clock, sevenLoc: await startSevenLoc({ now: () => clock.now() }) };
    app = await startTestApp({ clock, onCommand: watch.listen });
  });
  after(async () => {
    await app.stop();
    await world.sevenLoc.stop();
  });
  beforeEach(async () => {
    shop = await openShop(app);
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());

  it("is still called as it was published: thirteen names for ever, and what was added behind them", () => {
    assert.deepEqual(eventNames.slice(0, published.length), published);
  });

  for (const name of eventNames) {
    it(`${name} happens by its real cause, fits its schema, arrives signed once, and is listed in the same bytes`, async () => {
      for (const form of customerForms) {
        const hook = await made(shop.owner, "/hooks", {
          target_url: `${receiver.url}/${form}`,
          events: [name],
          customer_fields: form,
        });
        await cause(name, shop, world);
        const arrived = await receiver.arrived(1);
        await app.app.crew?.tick();
        await app.app.dispatcher?.idle();
        const [request, ...more] = receiver.requests.filter((one) => one.path.endsWith(form));
        assert.ok(request !== undefined && arrived.length > 0);
        assert.equal(
          new Set([request, ...more].map((one) => one.headers["webhook-id"])).size,
          1 + more.length,
          "each once",
        );

        // The clock is the test's, so the signature is made again rather than held against the time of day.
        const { "webhook-id": id = "", "webhook-timestamp": at = "" } = request.headers;
        const expected = new Webhook(hook.secret).sign(id, new Date(Number(at) * 1_000), request.body);
        assert.equal(request.headers["webhook-signature"], expected);
        const event = JSON.parse(request.body) as Record<string, unknown>;
        eventSchema(eventNamed(name), form).parse(event);
        const sample = eventSample(eventNamed(name), form);
        assert.deepEqual(Object.keys(event), Object.keys(sample), "key order is the sample's");
        for (const [key, value] of Object.entries(event))
          assert.ok(fits(value, sample[key]), `${key} has the sample's keys`);

        const single = await shop.owner.get(`/events/${String(event["id"])}?customer_fields=${form}`);
        assert.equal(single.text, request.body, "GET /events/:id gives the same bytes");
        const list = await shop.owner.get(`/events?type=${name}&customer_fields=${form}`);
        assert.ok(list.text.includes(request.body), "and so does the list");
        await shop.owner.delete(`/hooks/${hook.id}`);
        await receiver.close();
        receiver = await startReceiver();
      }
    });
  }

  it("was made by writes that name the document, as a sharded cluster wants it", () => {
    assert.deepEqual(watch.lost, []);
    assert.ok(watch.seen > 0);
  });
});
