import assert from "node:assert/strict";
import { renderEvent } from "../../../server/src/events/index.ts";
import { eventsCollection } from "../../../server/src/journal/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";

interface Shown {
  readonly id: string;
  readonly event: string;
  readonly location_name: string | null;
  readonly customer: Record<string, unknown>;
  readonly stamp: Record<string, unknown>;
  readonly goal: Record<string, unknown>;
}

describe("events › payload", () => {
  let app: TestApp;
  let owner: Client;
  let scanner: Client;
  let locationId: string;
  let card: { id: string; customer_id: string };

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    const tenant = await app.tenant();
    owner = tenant.owner;
    locationId = (await made(owner, "/locations", { name: "Main Street" })).id;
    scanner = await tenant.member("scanner", { location_id: locationId });
    const voucher = await made(owner, "/voucher-templates", {
      title: "A free coffee",
      code: { mode: "unique" },
      formats: ["text"],
      validity: { type: "unlimited" },
    });
    const goals = [
      { stamps: 1, reward: { type: "award", name: "Cookie" } },
      { stamps: 2, reward: { type: "voucher", voucher_template_id: voucher.id } },
    ];
    const template = await made(owner, "/templates", { name: "Coffee", goals });
    card = await made(owner, "/cards", {
      template_id: template.id,
      email: "ann@example.com",
      name: "Ann Lee",
      external_id: "crm-1",
      consents: { email: true },
    });
  });

  const stamp = (by: Client, more: object = {}) => by.post("/stamps", { card_id: card.id, ...more });
  const told = async (type: string, form = "contact"): Promise<Shown[]> =>
    (await owner.get(`/events?type=${type}&customer_fields=${form}`)).body.data;
  const stored = async (id: string) => {
    const found = await app.platform.store.collection(eventsCollection).findOne({ _id: id });
    assert.ok(found);
    return found;
  };

  it("names the place and the staff member as they were called at that moment", async () => {
    await stamp(scanner);
    await owner.patch(`/locations/${locationId}`, { name: "Station Square" });
    await stamp(owner, { location_id: locationId });
    await stamp(owner);
    const events = await told("stamp_added");
    assert.deepEqual(
      events.map(({ location_name }) => location_name),
      [null, "Station Square", "Main Street"],
    );
    assert.match(String(events[2]?.stamp["staff_name"]), /^scanner of /);
    assert.match(String(events[0]?.stamp["staff_name"]), /^owner of /);
    const keys = Object.keys(events[0] ?? {});
    assert.equal(keys[keys.indexOf("location_id") + 1], "location_name");
  });

  it("names the place of every event that happens at one", async () => {
    await stamp(scanner, { count: 2 });
    await scanner.post(`/cards/${card.id}/saved`, { platform: "apple" });
    const [{ id: voucherId }] = (await owner.get(`/vouchers?card_id=${card.id}`)).body.data;
    await scanner.post(`/vouchers/${voucherId}/redeem`, {});
    await scanner.post("/customers", { email: "eve@example.com" });
    for (const type of [
      "stamp_added",
      "goal_reached",
      "reward_issued",
      "voucher_issued",
      "card_saved",
      "voucher_redeemed",
      "customer_created",
    ])
      assert.equal((await told(type))[0]?.location_name, "Main Street", type);
  });

  it("says what was won", async () => {
    await stamp(owner, { count: 2 });
    assert.deepEqual(
      (await told("goal_reached")).map(({ goal }) => [goal["reward_type"], goal["reward_name"]]),
      [
        ["voucher", "A free coffee"],
        ["award", "Cookie"],
      ],
    );
  });

  it("carries what a mailing list and a CRM need of the person", async () => {
    await stamp(owner);
    const [event] = await told("stamp_added");
    const contact = Object.entries(event?.customer ?? {}).slice(3);
    assert.equal(
      JSON.stringify(Object.fromEntries(contact)),
      JSON.stringify({
        name: "Ann Lee",
        email: "ann@example.com",
        phone: null,
        birthday: null,
        first_name: "Ann",
        last_name: "Lee",
        external_id: "crm-1",
        consents: { email: true, whatsapp: false, telegram: false, viber: false },
      }),
    );
  });

  it("keeps the bytes of an event that was written before, and its members when the person is erased", async () => {
    await stamp(owner);
    const [{ id } = { id: "" }] = await told("stamp_added");
    const { body, customer_id: customerId } = await stored(id);
    const before = JSON.parse(String(body));
    delete before.location_name;
    const contact = { name: "Ann Lee", email: "ann@example.com", phone: null, birthday: null };
    const sealed = await app.platform.seals.seal(String(customerId), JSON.stringify(contact));
    const former = { body: before, contact: sealed, customer_id: customerId };
    const withContact = (said: object) =>
      JSON.stringify({ ...before, customer: { ...before.customer, ...said } });
    assert.equal(await renderEvent(app.platform, former, "ids"), JSON.stringify(before));
    assert.equal(await renderEvent(app.platform, former, "contact"), withContact(contact));
    assert.equal((await owner.delete(`/customers/${customerId}`)).status, 204);
    const nothing = { name: null, email: null, phone: null, birthday: null };
    assert.equal(await renderEvent(app.platform, former, "contact"), withContact(nothing));
    const [erased] = await told("stamp_added");
    assert.deepEqual(Object.values(erased?.customer ?? {}).slice(3), Array(8).fill(null));
  });
});
