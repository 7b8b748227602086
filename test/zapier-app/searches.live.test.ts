import assert from "node:assert/strict";
import { made, newEmail, openStage, type Answer, type Stage } from "./stage.ts";
import { catalog, keysOf, operationOf, run, type Input } from "./support.ts";

describe("zapier searches on the running server", () => {
  let stage: Stage;
  let email: string;
  let card: Answer;
  let voucher: Answer;
  let location: Answer;

  before(async () => {
    stage = await openStage();
    email = newEmail();
    card = await made(stage.owner, "/cards", {
      template_id: stage.templateId,
      email,
      phone: "+380671112233",
      external_id: "crm-1042",
    });
    const { vouchers } = await made(stage.owner, "/stamps", { card_id: card.id, count: 2 });
    [voucher] = vouchers;
    location = await made(stage.owner, "/locations", { name: "Station Square" });
  });
  after(() => stage.stop());

  const rows: readonly [search: string, when: string, input: () => Input, id: () => string][] = [
    ["find_card", "email", () => ({ email: email.toUpperCase(), phone: "" }), () => card.id],
    ["find_card", "phone in local format", () => ({ phone: "067 111 22 33" }), () => card.id],
    ["find_card", "number", () => ({ card_number: card.number }), () => card.id],
    ["find_card", "ID", () => ({ card_id: card.id, email: "" }), () => card.id],
    ["find_customer", "email", () => ({ email }), () => card.customer_id],
    ["find_customer", "phone", () => ({ phone: "067 111 22 33" }), () => card.customer_id],
    ["find_customer", "external number", () => ({ external_id: "crm-1042" }), () => card.customer_id],
    ["find_voucher", "code", () => ({ code: voucher.redeem_code.toLowerCase() }), () => voucher.id],
    ["find_voucher", "customer", () => ({ email, status: "active" }), () => voucher.id],
    ["find_card", "customer", () => ({ customer_id: card.customer_id }), () => card.id],
    ["find_customer", "ID", () => ({ customer_id: card.customer_id, email: "" }), () => card.customer_id],
    ["find_voucher", "ID", () => ({ voucher_id: voucher.id }), () => voucher.id],
    ["find_location", "name", () => ({ name: "Station Square" }), () => location.id],
    ["find_location", "ID", () => ({ location_id: location.id }), () => location.id],
    ["list_active_vouchers", "customer", () => ({ customer_id: card.customer_id }), () => card.customer_id],
    ["list_card_history", "card", () => ({ card_id: card.id, limit: "" }), () => card.id],
  ];
  for (const [search, when, input, id] of rows)
    it(`${search} finds by ${when}, with every key of its sample`, async () => {
      const [first] = await stage.find(search, input());
      assert.equal(first.id, id());
      const { sample } = catalog.searches.find(({ key }) => key === search) ?? {};
      const keys = keysOf(first);
      assert.deepEqual(
        keysOf(sample).filter((key) => !keys.includes(key)),
        [],
      );
    });

  it("are all in the table", () => {
    assert.deepEqual(
      [...new Set(rows.map(([search]) => search))].sort(),
      catalog.searches
        .filter(({ single }) => !single)
        .map(({ key }) => key)
        .sort(),
    );
  });

  const misses: readonly [search: string, input: Input][] = [
    ["find_card", { email: "nobody@example.com" }],
    ["find_card", { card_number: "000000" }],
    ["find_card", { card_id: "card_gone" }],
    ["find_customer", { external_id: "crm-9" }],
    ["find_voucher", { code: "NOSUCHCODE" }],
    ["list_card_history", { card_id: "card_gone" }],
  ];
  for (const [search, input] of misses)
    it(`${search} finds nothing by ${JSON.stringify(input)}`, async () => {
      assert.deepEqual(await stage.find(search, input), []);
    });

  it("list a card's history as lines of equal keys, newest first", async () => {
    const [{ events }] = (await stage.find("list_card_history", { card_id: card.id, limit: 3 })) as [Answer];
    assert.equal(events.length, 3);
    assert.ok(events[0].id > events[1].id);
    assert.deepEqual(Object.keys(events[0]), Object.keys(events[2]));
  });

  it("find or create: what the search does not find, the step creates and the next run finds", async () => {
    const newcomer = newEmail();
    assert.deepEqual(await stage.find("find_customer", { email: newcomer }), []);
    const created = await stage.create("save_customer", { email: newcomer });
    assert.deepEqual((await stage.find("find_customer", { email: newcomer }))[0].id, created.id);

    assert.deepEqual(await stage.find("find_card", { email: newcomer }), []);
    const issued = await stage.create("issue_card", { template_id: stage.templateId, email: newcomer });
    assert.equal(issued.customer_id, created.id);
    assert.deepEqual((await stage.find("find_card", { email: newcomer }))[0].id, issued.id);
  });

  for (const { key, noun } of catalog.dropdowns)
    it(`${key} offers what there is`, async () => {
      if (noun === "Location") await made(stage.owner, "/locations", { name: "Corner" });
      const options = (await run(operationOf("triggers", key).perform, { auth: stage.auth })) as Answer[];
      assert.ok(options.length > 0);
      for (const { id, label } of options)
        assert.ok(id && label && label !== id, JSON.stringify({ id, label }));
    });
});
