import assert from "node:assert/strict";
import { errorOf } from "../runner/request.ts";
import { accepted } from "../runner/parameters.ts";
import { codeOf } from "../runner/files.ts";
import { fill } from "../iml/template.ts";
import { runModule, type Given } from "../runner/run.ts";
import { address } from "../runner/world.ts";
import { openStage, program, type Stage } from "../stage.ts";

describe("Make app › Make an API call", () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  const call = async (given: Given) => {
    const [bundle] = await runModule(stage.world, stage.connection, "makeApiCall", given);
    return bundle;
  };

  it("reads, with a query and headers", async () => {
    await program(stage.owner);
    const bundle = await call({
      url: "/v1/templates",
      qs: [{ key: "limit", value: "1" }],
      headers: [{ key: "X-Request-Id", value: "from-make" }],
    });
    assert.equal(bundle.statusCode, 200);
    assert.equal(bundle.body.data.length, 1);
    assert.equal(bundle.headers["x-request-id"], "from-make");
  });

  it("writes, changes and deletes", async () => {
    const created = await call({ url: "/v1/customers", method: "POST", body: '{"name":"Ann"}' });
    assert.equal(created.statusCode, 201);
    const path = `/v1/customers/${created.body.id}`;
    const changed = await call({ url: path, method: "PATCH", body: '{"name":"Ann Lee"}' });
    assert.equal(changed.body.name, "Ann Lee");
    assert.equal((await call({ url: path, method: "DELETE" })).statusCode, 204);
  });

  it("accepts paths below /v1 only, so that the form refuses an address", async () => {
    for (const url of [
      "https://evil.example/v1/me",
      "//evil.example/v1/me",
      "v1/me",
      "/docs",
      "/v1/../metrics",
      "/v1/cards/%2e%2E/%2e./healthz",
      "/v1/a\\b",
      "/v1/a b",
    ]) {
      const error = await errorOf(call({ url }));
      assert.match(error.message, /url does not fit the pattern/, url);
    }
  });

  it("cannot leave the address by any text, even where the form's pattern is passed over", () => {
    const { communication } = codeOf("module", "makeApiCall");
    const escapes = [
      "https://evil.example/v1/me",
      "//evil.example/v1/me",
      "///evil.example",
      "\\\\evil.example",
      "@evil.example/v1/me",
      ".evil.example/",
      ":8443/v1/me",
      "/v1/../../..//evil.example",
      "/v1/?next=https://evil.example",
      "/v1/@evil.example",
      "/v1//evil.example",
      "/v1/\\evil.example",
      "/v1/#@evil.example",
      "",
    ];
    for (const url of escapes) {
      const path = String(fill(communication.url, { parameters: { url } }));
      assert.ok(path.startsWith("/v1/"), url);
      assert.equal(new URL(address + path).origin, address, url);
    }
  });

  it("offers the API's methods, GET at first, and asks for a path", async () => {
    const { mappableParams } = codeOf("module", "makeApiCall");
    assert.equal(accepted(mappableParams, { url: "/v1/me" })["method"], "GET");
    assert.match((await errorOf(call({}))).message, /url is required/);
  });
});
