import assert from "node:assert/strict";
import nock from "nock";
import {
  app,
  catalog,
  host,
  keysOf,
  operationOf,
  refusal,
  run,
  withFakeServer,
  type Input,
} from "./support.ts";

const page = (...data: unknown[]) => ({ data, has_more: false, next_cursor: null });

/** A filled form, and the query it must make. */
const rows: readonly [search: string, input: Input, path: string, query: Record<string, string>][] = [
  [
    "find_card",
    { email: "ann@example.com", phone: "", template_id: "tpl_1" },
    "/v1/cards",
    { email: "ann@example.com", template_id: "tpl_1" },
  ],
  ["find_card", { email: "ann@example.com", card_id: "card_1" }, "/v1/cards", { card_id: "card_1" }],
  ["find_card", { template_id: "tpl_1" }, "/v1/cards", { template_id: "tpl_1" }],
  [
    "find_customer",
    { phone: "067 111 22 33", external_id: "crm-1" },
    "/v1/customers",
    { phone: "067 111 22 33", external_id: "crm-1" },
  ],
  [
    "find_voucher",
    { code: "FREECOFFEE", status: "active" },
    "/v1/vouchers",
    { code: "FREECOFFEE", status: "active" },
  ],
  ["list_card_history", { card_id: "card_1", limit: "10" }, "/v1/cards/card_1/history", { limit: "10" }],
];

describe("zapier searches", () => {
  withFakeServer();

  for (const [search, input, path, query] of rows)
    it(`${search} asks by ${JSON.stringify(input)}`, async () => {
      nock(host).get(path).query(query).reply(200, page());
      const found = await run(operationOf("searches", search).perform, { input });
      assert.deepEqual(found, search === "list_card_history" ? [{ id: "card_1", events: [] }] : []);
    });

  it("are all in the table", () => {
    assert.deepEqual(
      [...new Set(rows.map(([search]) => search))].sort(),
      catalog.searches.map(({ key }) => key).sort(),
    );
  });

  it("hand on what is found with flat lines, in the order of the API", async () => {
    const goal = {
      index: 1,
      stamps: 5,
      reached: true,
      reward: { type: "lottery", variants: [{ id: "var_1" }] },
    };
    const cards = [{ id: "card_2", goals: [goal], holder: { name: "Ann" } }, { id: "card_1" }];
    nock(host)
      .get("/v1/cards")
      .query(true)
      .reply(200, page(...cards));
    const found = (await run(operationOf("searches", "find_card").perform, {
      input: { email: "ann@example.com" },
    })) as Record<string, unknown>[];
    assert.deepEqual(
      found.map(({ id }) => id),
      ["card_2", "card_1"],
    );
    const [line] = found[0]?.["goals"] as Record<string, unknown>[];
    assert.deepEqual([line?.["index"], line?.["reward__type"], line?.["reward__name"]], [1, "lottery", null]);
    assert.ok(!keysOf(line).includes("reward__variants"));
    assert.deepEqual(found[0]?.["holder"], { name: "Ann" });
    assert.equal(found[1]?.["number"], null);
  });

  it("gather a card's history into one result, since a Zap goes on with the first only", async () => {
    const events = [
      { id: "evt_2", event: "b", card: { id: "card_1", stamps: 2 }, customer: null },
      { id: "evt_1", event: "a", card: { id: "card_1", stamps: 1 }, customer: { id: "c_1" } },
    ];
    nock(host)
      .get("/v1/cards/card_1/history")
      .query(true)
      .reply(200, page(...events));
    const found = await run(operationOf("searches", "list_card_history").perform, {
      input: { card_id: "card_1" },
    });
    const [{ id, events: lines }] = found as [{ id: string; events: Record<string, unknown>[] }];
    assert.equal(id, "card_1");
    assert.deepEqual(
      lines.map((line) => [line["id"], line["card__stamps"], line["customer__id"]]),
      [
        ["evt_2", 2, null],
        ["evt_1", 1, "c_1"],
      ],
    );
    assert.deepEqual(Object.keys(lines[0] ?? {}), Object.keys(lines[1] ?? {}));
    assert.ok(!Object.hasOwn(lines[0] ?? {}, "customer"));
  });

  const vain: [search: string, input: Input][] = [
    ["find_card", { email: "", template_id: "tpl_1" }],
    ["find_customer", { email: "", phone: "", external_id: "" }],
    ["find_voucher", { code: " ", status: "active" }],
    ["find_voucher", { email: "", voucher_template_id: "vt_1" }],
    ["find_voucher", { code: "FREECOFFEE", email: "" }],
    ["list_card_history", { card_id: "" }],
  ];
  for (const [search, input] of vain)
    it(`${search} halts, and finds nobody else's, for ${JSON.stringify(input)}`, async () => {
      const failed = await refusal(run(operationOf("searches", search).perform, { input }));
      assert.equal(failed.name, "HaltedError");
      assert.match(failed.message, /mapped but empty in this run/);
    });

  for (const { key } of catalog.searches)
    it(`${key} asks to be told what to find`, async () => {
      const failed = await refusal(run(operationOf("searches", key).perform));
      assert.equal(failed.name, "AppError");
      assert.match(failed.message, /^Fill in /);
    });

  it("find nothing where the API knows nothing, and fail where it is not the API that answers", async () => {
    const { perform } = operationOf("searches", "list_card_history");
    const input = { card_id: "card_9" };
    nock(host)
      .get("/v1/cards/card_9/history")
      .reply(404, { type: "urn:7stamp:error:not_found", code: "not_found" });
    assert.deepEqual(await run(perform, { input }), []);
    nock(host).get("/v1/cards/card_9/history").reply(404, "<h1>Not found</h1>");
    assert.match((await refusal(run(perform, { input }))).message, /is not a 7stamp Connect server/);
    nock(host).get("/v1/cards/card_9/history").reply(200, { ok: true });
    assert.match((await refusal(run(perform, { input }))).message, /is not a 7stamp Connect server/);
  });

  it("that create what they do not find hang on the search's key, and on an action there is", () => {
    const pairs = Object.entries(app.searchOrCreates ?? {});
    assert.equal(pairs.length, catalog.searchOrCreates.length);
    for (const [key, pair] of pairs) {
      assert.deepEqual([pair.key, pair.search], [key, key]);
      assert.ok(operationOf("searches", pair.search) && operationOf("creates", pair.create));
    }
  });
});
