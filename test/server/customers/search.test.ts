import assert from "node:assert/strict";
import { settings } from "../../../server/src/core/installation.ts";
import { carryOverNames, customers } from "../../../server/src/customers/index.ts";
import { foldName, nameKeys } from "../../../server/src/customers/name-keys.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";

describe("customers › search", () => {
  let app: TestApp;
  let owner: Client;
  let templateId: string;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    owner = (await app.tenant({ country: "UA" })).owner;
    templateId = (await made(owner, "/templates", { name: "Coffee" })).id;
  });

  const save = async (customer: object): Promise<string> => (await made(owner, "/customers", customer)).id;
  const find = async (query: string, client = owner): Promise<string[]> => {
    const answer = await client.get(`/customers?query=${encodeURIComponent(query)}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.data.map(({ id }: { id: string }) => id);
  };

  it("finds by the beginning of a name, first or last, whatever its case and accents", async () => {
    const zoe = await save({ name: "Zoë van der Berg", email: "z@example.com" });
    const anu = await save({ name: "अनु शर्मा", email: "a@example.com" });
    for (const text of ["zo", "ZOE VAN", "berg", "Zoë"]) assert.deepEqual(await find(text), [zoe], text);
    for (const text of ["अनु", "शर्"]) assert.deepEqual(await find(text), [anu], text);
    for (const text of ["oe", "erg", "zoe berg"]) assert.deepEqual(await find(text), [], text);
  });

  it("finds by the beginning of an email or a phone as people type it, and by a whole external id", async () => {
    const id = await save({ email: "Ann.Lee@Example.com", phone: "+380671112233", external_id: "crm-10" });
    await save({ email: "bob@example.com", phone: "+380501112233", external_id: "crm-100" });
    const texts = ["ann.l", "ANN.LEE@EX", "067 111", "(067) 111-22", "+38067", "38067", "crm-10"];
    for (const text of texts) assert.deepEqual(await find(text), [id], text);
    assert.deepEqual(await find("crm-1"), []);
  });

  it("lists many customers by their ids at once, of its own business only", async () => {
    const [ann, , eve] = [
      await save({ email: "ann@example.com" }),
      await save({ email: "bob@example.com" }),
      await save({ email: "eve@example.com" }),
    ];
    const stranger = (await app.tenant()).owner;
    const theirs = (await made(stranger, "/customers", { email: "ann@example.com" })).id;
    const wanted = [ann, eve, theirs].join(",");
    const { body } = await owner.get(`/customers?customer_ids=${wanted}`);
    assert.deepEqual(
      body.data.map(({ id }: { id: string }) => id),
      [eve, ann],
    );
    for (const query of ["customer_ids=", `customer_ids=${wanted}&query=ann`, `customer_ids=${ann}&phone=1`])
      assertRefused(await owner.get(`/customers?${query}`), 422, "validation_failed");
  });

  it("finds by the number of a card, and cards by whatever names their customer", async () => {
    const card = await made(owner, "/cards", {
      template_id: templateId,
      email: "ann@example.com",
      name: "Ann Lee",
    });
    const other = await made(owner, "/templates", { name: "Tea" });
    const second = await made(owner, "/cards", { template_id: other.id, email: "ann@example.com" });
    await made(owner, "/cards", { template_id: templateId, email: "bob@example.com", name: "Bob" });
    assert.deepEqual(await find(card.number), [card.customer_id]);
    const cards = async (query: string) =>
      (await owner.get(`/cards?${query}`)).body.data.map(({ id }: { id: string }) => id);
    assert.deepEqual(await cards("query=lee"), [second.id, card.id]);
    assert.deepEqual(await cards(`query=lee&template_id=${templateId}`), [card.id]);
    assert.deepEqual(await cards(`query=${card.number}`), [card.id]);
    await owner.delete(`/cards/${card.id}`);
    assert.deepEqual(await cards("query=lee"), [second.id]);
    assert.deepEqual(await find(card.number), []);
  });

  it("goes by the name as it is now, and forgets who was erased", async () => {
    const id = await save({ name: "Ann Lee", email: "ann@example.com" });
    await owner.patch(`/customers/${id}`, { name: "Ann Smith" });
    assert.deepEqual([await find("lee"), await find("smith")], [[], [id]]);
    await owner.patch(`/customers/${id}`, { name: null });
    assert.deepEqual(await find("ann smith"), []);
    await owner.patch(`/customers/${id}`, { name: "Ann Smith" });
    await owner.delete(`/customers/${id}`);
    assert.deepEqual(await find("smith"), []);
  });

  it("finds by a name that issuing a card has filled in", async () => {
    const id = await save({ email: "ann@example.com" });
    await made(owner, "/cards", { template_id: templateId, email: "ann@example.com", name: "Ann Lee" });
    assert.deepEqual(await find("lee"), [id]);
  });

  it("goes on where a page ended, newest first", async () => {
    const ids: string[] = [];
    for (const name of ["Ann A", "Ann B", "Ann C"])
      ids.unshift(await save({ name, email: `${name[4]}@a.com` }));
    const first = (await owner.get("/customers?query=ann&limit=2")).body;
    assert.deepEqual(
      [first.data.map(({ id }: { id: string }) => id), first.has_more],
      [ids.slice(0, 2), true],
    );
    const rest = (await owner.get(`/customers?query=ann&limit=2&cursor=${first.next_cursor}`)).body;
    assert.deepEqual([rest.data.map(({ id }: { id: string }) => id), rest.has_more], [ids.slice(2), false]);
  });

  it("finds nobody of another business", async () => {
    await save({ name: "Ann Lee", email: "ann@example.com", phone: "+380671112233", external_id: "crm-1" });
    const card = await made(owner, "/cards", { template_id: templateId, email: "ann@example.com" });
    const stranger = (await app.tenant()).owner;
    for (const text of ["ann", "lee", "067111", "crm-1", card.number]) {
      assert.deepEqual(await find(text, stranger), [], text);
      assert.deepEqual((await stranger.get(`/cards?query=${text}`)).body.data, [], text);
    }
  });

  it("refuses one letter, and a text beside other filters", async () => {
    assertRefused(await owner.get("/customers?query=a"), 422, "validation_failed", "?query");
    assertRefused(await owner.get("/customers?query=ann&email=a@b.com"), 422, "validation_failed");
    assertRefused(await owner.get("/cards?query=ann&card_number=123456"), 422, "validation_failed");
  });

  it("finds customers of 0.1.0 by name from the first start on", async () => {
    const id = await save({ name: "Old Timer", email: "old@example.com" });
    const { store } = app.platform;
    await store.collection(customers).updateOne({ _id: id }, { $unset: { name_key: "", last_name_key: "" } });
    assert.deepEqual(await find("timer"), []);
    await store.collection(settings).deleteOne({ _id: "customers_know_their_name_keys" });
    await carryOverNames(app.platform);
    assert.deepEqual(await find("timer"), [id]);
  });

  it("folds names to what they are compared by", () => {
    assert.equal(foldName("  O’Brien-Łuk,  É. "), "o brien łuk e");
    assert.deepEqual(nameKeys("Cher"), { name_key: "cher", last_name_key: null });
    assert.deepEqual(nameKeys(" … "), { name_key: null, last_name_key: null });
  });
});
