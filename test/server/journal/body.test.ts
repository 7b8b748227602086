import assert from "node:assert/strict";
import { eventsCollection, journalCollection } from "../../../server/src/journal/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";

/** What would be cut where it stands, or stand where it is not asked, by who does not know JSON or replaces carelessly. */
const tricky = '"customer":{"id":"c_1"}} \\ $& $1 \u2028 café';

describe("events › body", () => {
  let app: TestApp;
  let owner: Client;
  let cardId: string;
  let customerId: string;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    const tenant = await app.tenant();
    owner = tenant.owner;
    const { id } = await made(owner, "/locations", { name: tricky });
    const scanner = await tenant.member("scanner", { location_id: id });
    const template = await made(owner, "/templates", { name: tricky.slice(0, 40), goals: [] });
    const person = { email: "ann@example.com", first_name: tricky, last_name: "$'}" };
    const card = await made(owner, "/cards", { template_id: template.id, ...person });
    cardId = card.id;
    customerId = card.customer_id;
    await made(scanner, "/stamps", { card_id: cardId, count: 3 });
  });

  const stored = () =>
    app.platform.store
      .collection(eventsCollection)
      .find({ customer_id: customerId })
      .sort({ _id: -1 })
      .toArray();
  const textOf = async (path: string): Promise<string> => {
    const { status, text } = await owner.get(path);
    assert.equal(status, 200, text);
    return text;
  };
  const shown = async () => ({
    alone: await Promise.all((await stored()).map(({ _id }) => textOf(`/events/${_id}`))),
    list: await textOf("/events"),
    contact: await textOf("/events?customer_fields=contact"),
    history: await textOf(`/cards/${cardId}/history`),
    exported: (await textOf(`/customers/${customerId}/export`)).replace(/"exported_at":"[^"]*"/, ""),
  });

  it("is the text that stands in the journal, wherever it is shown", async () => {
    const events = await stored();
    assert.deepEqual(
      events.map(({ name }) => name),
      ["stamp_added", "card_issued", "customer_created"],
    );
    const { alone, list, history } = await shown();
    for (const [at, { _id, body, entry }] of events.entries()) {
      assert.equal(typeof body, "string");
      const written = await app.platform.store.collection(journalCollection).findOne({ _id: entry });
      assert.equal(written?.events.find(({ id }) => id === _id)?.body, body);
      assert.equal(alone[at], body);
    }
    assert.equal(list, `{"data":[${alone.join(",")}],"has_more":false,"next_cursor":null}`);
    assert.equal(history, list.replace(`,${alone[2]}`, ""));
  });

  it("has the person in the contact form, and nothing else is another", async () => {
    const { contact, exported } = await shown();
    const { name, email, phone, birthday, first_name, last_name, external_id, consents } = (
      await owner.get(`/customers/${customerId}`)
    ).body;
    assert.equal(first_name, tricky);
    const person = { name, email, phone, birthday, first_name, last_name, external_id, consents };
    const wanted = (await stored()).map(({ body }) => {
      const event = JSON.parse(String(body));
      return JSON.stringify({ ...event, customer: { ...event.customer, ...person } });
    });
    assert.equal(contact, `{"data":[${wanted.join(",")}],"has_more":false,"next_cursor":null}`);
    assert.ok(exported.includes(`"events":[${wanted.reverse().join(",")}]`));
  });

  it("is shown in the same bytes where it was written as an object", async () => {
    const before = await shown();
    const { store } = app.platform;
    for (const { _id, body } of await stored())
      await store
        .collection(eventsCollection)
        .updateOne({ _id }, { $set: { body: JSON.parse(String(body)) }, $unset: { stamps: "" } });
    assert.deepEqual(await shown(), before);
  });
});
