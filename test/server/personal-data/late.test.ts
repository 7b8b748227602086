import assert from "node:assert/strict";
import { cardsPort, issueCard } from "../../../server/src/cards/index.ts";
import { sweepClockwork } from "../../../server/src/clockwork/index.ts";
import { customerKeys, customers } from "../../../server/src/customers/index.ts";
import { saveCustomer } from "../../../server/src/customers/save.ts";
import { eventsCollection, journalCollection, type Journal } from "../../../server/src/journal/index.ts";
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

  /** The platform with customers' documents that change while they are worked on. */
  const beside = (methods: Record<string, unknown>): Platform => {
    const { store } = app.platform;
    const collection = (definition: never) => {
      const real = store.collection(definition);
      return definition === customers ? Object.assign(Object.create(real), methods) : real;
    };
    return { ...app.platform, store: { ...store, collection } } as Platform;
  };

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
    const documents = app.platform.store.collection(customers);
    // The first look finds the customer, the second does not.
    const slow = beside({
      async findOne(...args: Parameters<typeof documents.findOne>) {
        const found = await documents.findOne(...args);
        await documents.deleteOne({ _id: id });
        return found;
      },
    });
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
      catchUp: journal.catchUp.bind(journal),
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
    const documents = app.platform.store.collection(customers);
    const slow = beside({
      async findOneAndUpdate(...args: Parameters<typeof documents.findOneAndUpdate>) {
        await erase(id);
        return documents.findOneAndUpdate(...args);
      },
    });
    const { customer, created } = await saveCustomer(slow, scope, { email, name: "Ida" });
    assert.equal(created, true);
    assert.notEqual(customer._id, id);
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
      catchUp: journal.catchUp.bind(journal),
      async run(...[command]: Parameters<Journal["run"]>) {
        if (command.kind === "settle_sale") throw new Error("killed");
        return journal.run(command);
      },
    } as unknown as Journal;
    const sale = { receipt_id: "LATE-1", sold_at: clock.now().toISOString(), amount: "5", currency: "EUR" };
    const given = { ...sale, card_number: card.number, redeem_code: "LATE-SALE" };
    const whole = { ...given, template_id: template, till_id: till.id, receipt_of: "till" as const };
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

  it("finds one key when two give a customer of 0.1.0 theirs at once", async () => {
    const { id } = await made(owner, "/customers", { email: newEmail() });
    const { store } = app.platform;
    const documents = store.collection(customers);
    await documents.updateOne({ _id: id }, { $unset: { key: "" } });
    let other: string | null = null;
    const slow = beside({
      async findOne(...args: Parameters<typeof documents.findOne>) {
        const found = await documents.findOne(...args);
        other ??= await customerKeys(store).require(id);
        return found;
      },
    });
    assert.equal(await customerKeys(slow.store).require(id), other);
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
