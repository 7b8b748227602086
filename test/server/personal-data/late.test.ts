import assert from "node:assert/strict";
import { cardsPort, issueCard } from "../../../server/src/cards/index.ts";
import { sweepClockwork } from "../../../server/src/clockwork/index.ts";
import { customers } from "../../../server/src/customers/index.ts";
import { eventsCollection, journalCollection, type Journal } from "../../../server/src/journal/index.ts";
import { erasures } from "../../../server/src/personal-data/index.ts";
import type { Platform, Scope } from "../../../server/src/platform/index.ts";
import { finishSales } from "../../../server/src/tills/index.ts";
import { sales } from "../../../server/src/tills/sales/model.ts";
import { recordSale } from "../../../server/src/tills/sales/record.ts";
import { issueVoucher } from "../../../server/src/vouchers/issue.ts";
import { faceOf } from "../../../server/src/wallets/face.ts";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";
import { quiet, tracesOf } from "./traces.ts";

describe("what is written beside an erasure", () => {
  let app: TestApp;
  let clock: TestClock;
  let tenant: Tenant;
  let owner: Client;
  let template: string;
  let scope: Scope;

  before(async () => {
    clock = new TestClock();
    app = await startTestApp({ clock });
    tenant = await app.tenant();
    owner = tenant.owner;
    template = (await made(owner, "/templates", { name: "T", goals: [award] })).id;
    scope = {
      business: tenant.business,
      actor: { kind: "staff", staff_id: null, via: "key" },
      source: "api",
      location_id: null,
    };
  });
  after(() => app.stop());

  const award = { stamps: 4, reward: { type: "award", name: "Cake" } };
  let count = 0;
  const newEmail = (): string => `late${(count += 1)}@unmistakable.example`;
  const erase = async (id: string) => assert.equal((await owner.delete(`/customers/${id}`)).status, 204);

  it("is unreadable when a command had read the customer before", async () => {
    const email = newEmail();
    const { id } = await made(owner, "/customers", { email, name: "Lea Unmistakable" });
    const slow: typeof cardsPort = {
      ...cardsPort,
      async holderOf(...args) {
        const holder = await cardsPort.holderOf(...args);
        await erase(id);
        return holder;
      },
    };
    const { answer } = await issueVoucher(app.platform, scope, slow, { title: "V", customer_id: id });
    assert.equal(answer.customer_id, id);
    await quiet(app);
    const [event] = (await owner.get("/events?type=voucher_issued&customer_fields=contact")).body.data;
    assert.deepEqual([event.customer.id, event.customer.email, event.customer.name], [id, null, null]);
    assert.deepEqual(await tracesOf(app, [email, "Lea Unmistakable"]), []);
  });

  it("makes no voucher for the bearer of one that was meant for the erased customer", async () => {
    const { id } = await made(owner, "/customers", { email: newEmail() });
    const { store } = app.platform;
    const find = store.collection(customers);
    const slow = {
      ...app.platform,
      store: {
        ...store,
        collection: (definition: never) => {
          const real = store.collection(definition);
          if (definition !== customers) return real;
          // The first look finds the customer, the second does not.
          return Object.assign(Object.create(find), {
            async findOne(...args: Parameters<typeof find.findOne>) {
              const found = await find.findOne(...args);
              await find.deleteOne({ _id: id });
              return found;
            },
          });
        },
      },
    } as Platform;
    const issued = issueVoucher(slow, scope, cardsPort, { title: "V", customer_id: id });
    await assert.rejects(issued, { code: "card_not_found" });
  });

  it("leaves no living card: the call counts as made after it, for a new customer", async () => {
    const email = newEmail();
    const { id } = await made(owner, "/customers", { email });
    const { journal } = app.platform;
    let isErased = false;
    const slow = {
      load: journal.load.bind(journal),
      run: async (...args: Parameters<Journal["run"]>) => {
        if (!isErased) await erase(id);
        isErased = true;
        return journal.run(...args);
      },
    } as unknown as Journal;
    const input = { template_id: template, email };
    const card = await issueCard({ ...app.platform, journal: slow }, scope, input);
    assert.equal(card.created, true);
    assert.notEqual(card.customer_id, id);
    assert.deepEqual((await owner.get(`/cards?customer_id=${id}`)).body.data, []);
    assert.equal((await owner.get(`/cards/${card.id}`)).body.customer_id, card.customer_id);
  });

  it("finds the customer anew when they are erased between being found and being filled", async () => {
    const email = newEmail();
    const { id } = await made(owner, "/customers", { email });
    const answers = await Promise.all([
      owner.delete(`/customers/${id}`),
      ...Array.from({ length: 6 }, (_, at) => owner.post("/customers", { email, name: `Name ${at}` })),
      ...Array.from({ length: 6 }, () => owner.post("/cards", { template_id: template, email, name: "N" })),
    ]);
    for (const { status, text } of answers) assert.ok(status < 300, text);
    const [left] = (await owner.get(`/customers?email=${email}`)).body.data;
    assert.notEqual(left?.id, id);
  });

  it("finds no card whose customer is gone, also before the card goes", async () => {
    const idle = { enabled: true, days: 1 };
    const { id: program } = await made(owner, "/templates", { name: "I", goals: [award], inactivity: idle });
    const email = newEmail();
    const card = await made(owner, "/cards", { template_id: program, email });
    await app.platform.store.collection(customers).deleteOne({ _id: card.customer_id });
    assertRefused(await owner.post("/stamps", { card_id: card.id }), 404, "card_not_found");
    const saved = await owner.post(`/cards/${card.id}/saved`, { platform: "apple" });
    assertRefused(saved, 404, "not_found");
    assert.equal((await fetch(card.link)).status, 404);
    assert.equal(await faceOf(app.platform, card.id), null);
    clock.advance({ days: 2 });
    await sweepClockwork(app.platform);
    const told = await owner.get(`/events?card_id=${card.id}&type=inactivity_trigger`);
    assert.deepEqual(told.body.data, []);
  });

  it("lets a till's sale end whose customer is erased between its steps", async () => {
    const email = newEmail();
    const card = await made(owner, "/cards", { template_id: template, email });
    await made(owner, "/vouchers", { title: "V", redeem_code: "LATE-SALE", card_id: card.id });
    const till = await made(owner, "/tills", { name: "Till", kind: "generic", template_id: template });
    const { journal } = app.platform;
    const dying = {
      load: journal.load.bind(journal),
      async run(...[command]: Parameters<Journal["run"]>) {
        if (command.kind === "settle_sale") throw new Error("killed");
        return journal.run(command);
      },
    } as unknown as Journal;
    const sale = { receipt_id: "LATE-1", sold_at: clock.now().toISOString(), amount: "5", currency: "EUR" };
    const given = { ...sale, card_number: card.number, redeem_code: "LATE-SALE" };
    const whole = { ...given, template_id: template, till_id: till.id };
    await assert.rejects(recordSale({ ...app.platform, journal: dying }, scope, whole), /killed/);
    await erase(card.customer_id);
    clock.advance({ minutes: 1 });
    await finishSales(app.platform);
    const [ended] = await app.platform.store.collection(sales).find({ receipt_id: "LATE-1" }).toArray();
    assert.equal(ended?.status, "settled");
    assert.deepEqual(
      [ended.answer?.redeemed, ended.answer?.not_redeemed?.reason, ended.answer?.not_stamped?.reason],
      [null, "not_found", "card_not_found"],
    );
  });

  it("is gone through once more, so that a card that comes late by a crash goes too", async () => {
    const email = newEmail();
    const card = await made(owner, "/cards", { template_id: template, email });
    const marks = app.platform.store.collection(erasures);
    await erase(card.customer_id);
    const mark = await marks.findOne({ _id: card.customer_id });
    assert.equal(mark?.due_at?.getTime(), clock.now().getTime() + 600_000);
    const other = await made(owner, "/cards", { template_id: template, email });
    // As if that card's command had read the erased customer and died after its entry.
    await app.platform.store.collection(customers).deleteOne({ _id: other.customer_id });
    await marks.insertOne({ ...mark, _id: other.customer_id } as never);
    clock.advance({ minutes: 11 });
    const second = await startTestApp({ clock, databaseUri: app.databaseUri });
    assert.equal((await owner.get(`/cards/${other.id}`)).status, 404);
    assert.equal((await marks.findOne({ _id: other.customer_id }))?.due_at, null);
    await second.stop();
  });

  it("goes on after a crash between the mark and the erasing, at the next start", async () => {
    const email = newEmail();
    const card = await made(owner, "/cards", { template_id: template, email });
    const at = clock.now();
    const mark = {
      ...{ _id: card.customer_id, business_id: tenant.business.id, at },
      due_at: new Date(at.getTime() + 60_000),
    };
    await app.platform.store.collection(erasures).insertOne(mark);
    assert.notDeepEqual(await tracesOf(app, [email]), []);
    const second = await startTestApp({ clock, databaseUri: app.databaseUri });
    assert.deepEqual(await tracesOf(app, [email]), []);
    assert.equal((await owner.get(`/cards/${card.id}`)).status, 404);
    await second.stop();
  });

  it("steps over an erasure that cannot be finished", async () => {
    const { id } = await made(owner, "/customers", { email: newEmail() });
    const at = clock.now();
    const marks = app.platform.store.collection(erasures);
    await marks.insertMany([
      { _id: "c_of_nobody", business_id: "b_gone", at, due_at: at },
      { _id: id, business_id: tenant.business.id, at, due_at: new Date(at.getTime() + 1) },
    ]);
    const second = await startTestApp({ clock, databaseUri: app.databaseUri });
    assert.equal((await owner.get(`/customers/${id}`)).status, 404);
    assert.ok((await marks.findOne({ _id: "c_of_nobody" }))?.due_at);
    await second.stop();
    await marks.deleteOne({ _id: "c_of_nobody" });
  });

  it("is of no key: customers of 0.1.0 get one, once, whoever asks first", async () => {
    const email = newEmail();
    const card = await made(owner, "/cards", { template_id: template, email });
    const documents = app.platform.store.collection(customers);
    await documents.updateOne({ _id: card.customer_id }, { $unset: { key: "" } });
    const second = await startTestApp({ clock, databaseUri: app.databaseUri });
    const third = await startTestApp({ clock, databaseUri: app.databaseUri });
    const clients = [second, third].map((one) => one.client(owner.key));
    await Promise.all([0, 1, 2, 3].map((at) => clients[at % 2]?.post("/stamps", { card_id: card.id })));
    const { data } = (await owner.get(`/events?card_id=${card.id}&type=stamp_added&customer_fields=contact`))
      .body;
    assert.deepEqual(
      data.map(({ customer }: { customer: { email: string } }) => customer.email),
      [email, email, email, email],
    );
    await third.stop();
    await second.stop();
  });

  it("of 0.1.0 is emptied where it stands plain, and is not shown while it stands", async () => {
    const email = newEmail();
    const card = await made(owner, "/cards", { template_id: template, email });
    await made(owner, "/stamps", { card_id: card.id, note: "x" });
    const { store } = app.platform;
    const contact = { name: "Pia Unmistakable", email, phone: null, birthday: null };
    const own = { customer_id: card.customer_id };
    await store.collection(journalCollection).updateMany(own, { $set: { "events.$[].contact": contact } });
    await store
      .collection(journalCollection)
      .updateMany(
        { ...own, "facts.type": "card.stamped" },
        { $set: { "facts.0.note": `${email} said so`, answer: email } },
      );
    await store.collection(eventsCollection).updateMany(own, { $set: { contact } });
    const list = `/events?customer_fields=contact&card_id=${card.id}`;
    assert.ok((await owner.get(list)).text.includes(email));
    // Erased by 0.1.0, which left these behind.
    await store.collection(customers).deleteOne({ _id: card.customer_id });
    assert.ok(!(await owner.get(list)).text.includes(email));
    await erase(card.customer_id);
    assert.deepEqual(await tracesOf(app, [email, "Pia Unmistakable"]), []);
  });
});
