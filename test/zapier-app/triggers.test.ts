import assert from "node:assert/strict";
import nock from "nock";
import { triggerOf } from "../../zapier-app/src/triggers.ts";
import { catalog, host, keysOf, operationOf, refusal, run, withFakeServer } from "./support.ts";

/** Where the shop of the samples stands. */
const zone = "Europe/Kyiv";
const me = () =>
  nock(host)
    .get("/v1/me")
    .reply(200, {
      business: { id: "b_1", name: "Corner Coffee", time_zone: zone },
      staff: { id: "st_1", name: "Sam", role: "owner" },
    });
const subscribeData = { id: "hook_1", zone };

const targetUrl = "https://hooks.zapier.com/hooks/standard/1/abc/";

describe("zapier triggers", () => {
  withFakeServer();

  for (const event of catalog.triggers) {
    const { key, sample } = event;
    const operation = operationOf("triggers", key);
    const filters = Object.fromEntries(event.inputFields.map((field) => [field.key, `${field.key}_1`]));

    describe(key, () => {
      it("subscribes with its filters and contact data, and keeps the hook's id and the shop's zone only", async () => {
        const body = {
          target_url: targetUrl,
          events: [key],
          ...(Object.keys(filters).length > 0 && { filters }),
          customer_fields: "contact",
          source: "zapier",
        };
        me();
        nock(host).post("/v1/hooks", body).reply(201, { id: "hook_1", secret: "whsec_x" });
        const kept = await run(operation.performSubscribe, { targetUrl, input: filters });
        assert.deepEqual(kept, subscribeData);
      });

      it("subscribes to all when its filters are blank", async () => {
        const body = { target_url: targetUrl, events: [key], customer_fields: "contact", source: "zapier" };
        me();
        nock(host).post("/v1/hooks", body).reply(201, { id: "hook_1" });
        const blank = Object.fromEntries(Object.keys(filters).map((filter) => [filter, ""]));
        assert.deepEqual(await run(operation.performSubscribe, { targetUrl, input: blank }), subscribeData);
      });

      for (const status of [204, 404, 410])
        it(`takes ${status} as unsubscribed`, async () => {
          nock(host).delete("/v1/hooks/hook_1").reply(status);
          assert.deepEqual(await run(operation.performUnsubscribe, { subscribeData: { id: "hook_1" } }), {});
        });

      it("hands on a delivery as the record that its list of recent events shows", async () => {
        nock(host)
          .get("/v1/events")
          .query({ ...filters, type: key, customer_fields: "contact", limit: 3 })
          .reply(200, { data: [sample], has_more: false, next_cursor: null });
        me();
        const listed = await run(operation.performList, { input: filters });
        const delivered = { ...sample, querystring: {} };
        const received = await run(operation.perform, { delivered, subscribeData });
        assert.deepEqual(received, listed);
        assert.deepEqual(received, [sample]);
      });

      it("has every key of the sample when the event has no customer and no card", async () => {
        const delivered = { ...sample, customer: null, ...("card" in sample && { card: null }) };
        const [record] = (await run(operation.perform, { delivered, subscribeData })) as unknown[];
        assert.deepEqual(keysOf(record), keysOf(sample));
      });

      it("ignores what is not its event", async () => {
        assert.deepEqual(await run(operation.perform, { delivered: { ...sample, event: "another" } }), []);
        assert.deepEqual(await run(operation.perform, { delivered: {} }), []);
        assert.deepEqual(await run(operation.perform), []);
      });
    });
  }

  it("forget a subscription that never was", async () => {
    const [first] = catalog.triggers;
    assert.deepEqual(await run(operationOf("triggers", String(first?.key)).performUnsubscribe), {});
  });

  it("say which filter names something that was deleted after the Zap was built", async () => {
    const [first] = catalog.triggers;
    const problem = {
      type: "urn:7stamp:error:validation_failed",
      code: "validation_failed",
      detail: "/filters/template_id names nothing that exists here",
      errors: [{ pointer: "/filters/template_id", code: "unknown_id", detail: "names nothing" }],
    };
    me();
    nock(host).post("/v1/hooks").reply(422, problem);
    const input = { template_id: "tpl_gone" };
    const failed = await refusal(
      run(operationOf("triggers", String(first?.key)).performSubscribe, { targetUrl, input }),
    );
    assert.equal(failed.name, "AppError");
    assert.match(failed.message, /“Card Template” names something that does not exist or was deleted/);
  });

  it("hand on an event without its local times where the shop's zone cannot be learnt", async () => {
    const { sample } = catalog.triggers.find(({ key }) => key === "voucher_issued") ?? {};
    const received = async () => {
      const running = run(operationOf("triggers", "voucher_issued").perform, { delivered: sample });
      await assert.doesNotReject(running);
      const [record] = (await running) as Record<string, unknown>[];
      return ["local_date", "local_time", "voucher_expiry_date", "birthday_month_day"].map(
        (key) => record?.[key],
      );
    };
    nock(host).get("/v1/me").reply(503);
    assert.deepEqual(await received(), [null, null, null, "05/14"]);
    const staff = { id: "st_1", name: "Sam", role: "owner" };
    nock(host)
      .get("/v1/me")
      .reply(200, { business: { id: "b_1", time_zone: "Mars/Olympus" }, staff });
    assert.deepEqual(await received(), [null, null, null, "05/14"]);
    me();
    assert.deepEqual(await received(), ["2026-05-11", "15:34", "2026-05-31", "05/14"]);
  });

  it("come from the catalogue alone: an event it has never heard of makes one too", () => {
    const trigger = triggerOf({
      key: "mug_returned",
      noun: "Mug",
      label: "Mug Returned",
      description: "Triggers when a mug is returned.",
      inputFields: [],
      outputFields: [{ key: "id", label: "Event ID", type: "string", primary: true }],
      sample: { id: "evt_1" },
    });
    assert.deepEqual(Object.keys(trigger.operation).sort(), [
      "inputFields",
      "outputFields",
      "perform",
      "performList",
      "performSubscribe",
      "performUnsubscribe",
      "sample",
      "type",
    ]);
  });
});
