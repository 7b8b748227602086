import assert from "node:assert/strict";
import nock from "nock";
import { app, catalog, host, operationOf, run, withFakeServer } from "./support.ts";

const triggers: Readonly<Record<string, { display: { hidden?: boolean } }>> = app.triggers;

/** Zapier keeps the cursor between two pages; its store is stood in for here. */
const withCursorStore = (): void => {
  let cursor = "";
  before(() => {
    process.env["ZAPIER_DEPLOY_KEY"] = "test";
  });
  beforeEach(() => {
    nock("https://rpc.zapier.com")
      .post("/cli")
      .optionally()
      .times(9)
      .reply(200, (_, body) => {
        const { id, method, params } = JSON.parse(String(body)) as {
          id: string;
          method: string;
          params: string[];
        };
        if (method === "set_cursor") cursor = params[0] ?? "";
        return { id, result: method === "get_cursor" ? cursor : null };
      });
  });
  after(() => {
    delete process.env["ZAPIER_DEPLOY_KEY"];
  });
};

describe("zapier drop-downs", () => {
  withFakeServer();
  withCursorStore();

  for (const { key, path, label } of catalog.dropdowns) {
    const { perform } = operationOf("triggers", key);

    it(`${key} is hidden and lists ids with labels, page by page`, async () => {
      assert.equal(triggers[key]?.display.hidden, true);
      const [first = ""] = label;
      nock(host)
        .get(`/v1${path}`)
        .query({ limit: 100 })
        .reply(200, { data: [{ id: "x_1", [first]: "One" }], has_more: true, next_cursor: "c2" });
      nock(host)
        .get(`/v1${path}`)
        .query({ limit: 100, cursor: "c2" })
        .reply(200, { data: [{ id: "x_2", [first]: null }], has_more: false, next_cursor: null });
      assert.deepEqual(await run(perform, { page: 0 }), [{ id: "x_1", label: "One" }]);
      assert.deepEqual(await run(perform, { page: 1 }), [{ id: "x_2", label: "x_2" }]);
      assert.deepEqual(await run(perform, { page: 2 }), []);
    });
  }

  it("begin with the first page where nobody says which one is wanted", async () => {
    const answer = { data: [{ id: "tpl_1", name: "Coffee" }], has_more: false, next_cursor: null };
    nock(host).get("/v1/templates").query({ limit: 100 }).reply(200, answer);
    const { perform } = operationOf("triggers", "list_templates");
    assert.deepEqual(await run(perform, { withoutMeta: true }), [{ id: "tpl_1", label: "Coffee" }]);
  });

  it("join the members of a label and leave out empty ones", async () => {
    const customer = { id: "c_1", name: "Ann Lee", email: null, phone: "+380671112233" };
    nock(host)
      .get("/v1/customers")
      .query(true)
      .reply(200, { data: [customer], next_cursor: null });
    assert.deepEqual(await run(operationOf("triggers", "list_customers").perform), [
      { id: "c_1", label: "Ann Lee – +380671112233" },
    ]);
  });
});
