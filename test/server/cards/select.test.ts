import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";

describe("select", () => {
  let app: TestApp;
  let owner: Client;
  let template: string;
  let card: { id: string; number: string; customer_id: string };

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    ({ owner } = await app.tenant({ country: "UA" }));
    template = (await made(owner, "/templates", { name: "Coffee", goals: [] })).id;
    const person = { email: "ann@example.com", phone: "+380671112233" };
    card = await made(owner, "/cards", { template_id: template, ...person });
  });

  const secondCard = async () => {
    const other = (await made(owner, "/templates", { name: "Tea", goals: [] })).id;
    return made(owner, "/cards", { template_id: other, email: "ann@example.com" });
  };

  it("takes a card by each of the five", async () => {
    const selectors = [
      { card_id: card.id },
      { card_number: card.number },
      { email: "ANN@example.com" },
      { phone: "067 111 22 33" },
      { customer_id: card.customer_id },
    ];
    for (const selector of selectors) assert.equal((await made(owner, "/stamps", selector)).card.id, card.id);
    assert.equal((await owner.get(`/cards/${card.id}`)).body.total_stamps, 5);
  });

  it("asks for the program when the customer has several cards, naming them", async () => {
    const tea = await secondCard();
    const answer = await owner.post("/stamps", { email: "ann@example.com" });
    assertRefused(answer, 409, "card_ambiguous");
    const ids = answer.body.candidates.map((one: { card_id: string }) => one.card_id);
    assert.deepEqual(ids.sort(), [card.id, tea.id].sort());
    const named = { email: "ann@example.com", template_id: tea.template_id };
    assert.equal((await made(owner, "/stamps", named)).card.id, tea.id);
  });

  it("refuses a card that is not of the program named with it", async () => {
    const tea = await secondCard();
    const ofTea = { template_id: tea.template_id };
    for (const selector of [{ card_id: card.id }, { card_number: card.number }]) {
      assertRefused(await owner.post("/stamps", { ...selector, ...ofTea }), 404, "card_not_found");
      const voucher = { title: "A free tea", ...selector, ...ofTea };
      assertRefused(await owner.post("/vouchers", voucher), 404, "card_not_found");
    }
    assert.equal((await owner.get(`/cards/${card.id}`)).body.total_stamps, 0);
    assert.equal((await made(owner, "/stamps", { card_id: tea.id, ...ofTea })).card.id, tea.id);
  });

  it("filters lists, and gives none for what matches nobody", async () => {
    const tea = await secondCard();
    const ids = async (query: string) =>
      (await owner.get(`/cards?${query}`)).body.data.map((one: { id: string }) => one.id);
    assert.deepEqual(await ids("email=ann@example.com"), [tea.id, card.id]);
    assert.deepEqual(await ids(`customer_id=${card.customer_id}&template_id=${template}`), [card.id]);
    assert.deepEqual(await ids(`card_number=${card.number}`), [card.id]);
    assert.deepEqual(await ids(`template_id=${tea.template_id}`), [tea.id]);
    const nobody = [
      "email=x@example.com",
      "phone=1",
      "customer_id=c_x",
      "card_id=card_x",
      "card_number=000000",
    ];
    for (const query of [...nobody, "template_id=tpl_x"]) assert.deepEqual(await ids(query), [], query);
  });

  it("lists the cards of many customers at once, of its own business only", async () => {
    const tea = await secondCard();
    const bob = await made(owner, "/cards", { template_id: template, email: "bob@example.com" });
    await made(owner, "/cards", { template_id: template, email: "eve@example.com" });
    const stranger = (await app.tenant()).owner;
    const foreign = await made(stranger, "/templates", { name: "Coffee", goals: [] });
    const theirs = await made(stranger, "/cards", { template_id: foreign.id, email: "ann@example.com" });
    const wanted = [card.customer_id, bob.customer_id, theirs.customer_id].join(",");
    const { body } = await owner.get(`/cards?customer_ids=${wanted}`);
    assert.deepEqual(
      body.data.map((one: { id: string }) => one.id),
      [bob.id, tea.id, card.id],
    );
    for (const query of ["customer_ids=", `customer_ids=${wanted}&email=ann@example.com`]) {
      assertRefused(await owner.get(`/cards?${query}`), 422, "validation_failed");
    }
  });

  it("refuses none or two selectors", async () => {
    assertRefused(await owner.post("/stamps", {}), 422, "validation_failed");
    const two = { card_id: card.id, email: "ann@example.com" };
    assertRefused(await owner.post("/stamps", two), 422, "validation_failed");
    const query = `/cards?card_id=${card.id}&email=ann@example.com`;
    assertRefused(await owner.get(query), 422, "validation_failed");
  });

  it("refuses an unknown id with its pointer, and an unknown person or number with 404", async () => {
    const stamps = (body: unknown) => owner.post("/stamps", body);
    assertRefused(await stamps({ card_id: "card_x" }), 422, "validation_failed", "/card_id");
    assertRefused(await stamps({ customer_id: "c_x" }), 422, "validation_failed", "/customer_id");
    for (const selector of [{ card_id: card.id }, { email: "ann@example.com" }]) {
      const answer = await stamps({ ...selector, template_id: "tpl_x" });
      assertRefused(answer, 422, "validation_failed", "/template_id");
    }
    assertRefused(await stamps({ phone: "12" }), 422, "validation_failed", "/phone");
    assertRefused(await stamps({ card_number: "000000" }), 404, "card_not_found");
    assertRefused(await stamps({ email: "x@example.com" }), 404, "card_not_found");
    const located = { card_id: card.id, location_id: "loc_x" };
    assertRefused(await stamps(located), 422, "validation_failed", "/location_id");
  });

  it("answers about another business's card as about one that does not exist", async () => {
    const { owner: other } = await app.tenant({ country: "UA" });
    const withoutId = ({ text }: { text: string }) => ({ ...JSON.parse(text), request_id: "", instance: "" });
    for (const [theirs, none] of [
      [`/cards/${card.id}`, "/cards/card_x"],
      [`/cards/${card.id}/history`, "/cards/card_x/history"],
      [`/customers/${card.customer_id}`, "/customers/c_x"],
      [`/templates/${template}`, "/templates/tpl_x"],
      [`/cards?card_id=${card.id}`, "/cards?card_id=card_x"],
      [`/events?card_id=${card.id}`, "/events?card_id=card_x"],
      [`/vouchers?customer_id=${card.customer_id}`, "/vouchers?customer_id=c_x"],
    ] as const)
      assert.deepEqual(withoutId(await other.get(theirs)), withoutId(await other.get(none)));
    const selectors = [{ card_id: card.id }, { customer_id: card.customer_id }];
    for (const selector of selectors) assert.equal((await other.post("/stamps", selector)).status, 422);
    for (const selector of [{ card_number: card.number }, { email: "ann@example.com" }])
      assertRefused(await other.post("/stamps", selector), 404, "card_not_found");
    assertRefused(await other.delete(`/customers/${card.customer_id}`), 404, "not_found");
    assert.equal((await owner.get(`/cards/${card.id}`)).body.total_stamps, 0);
  });
});
