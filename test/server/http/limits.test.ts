import assert from "node:assert/strict";
import { eventNames } from "../../../server/src/catalog/index.ts";
import { startTestApp, type TestApp, type Tenant } from "../../support/app.ts";
import { expectProblem } from "./raw.ts";

const perMinute = 5;
const metricsToken = "metrics-token-of-the-test";

describe("http › limits and health", () => {
  let app: TestApp;
  let tenant: Tenant;

  before(async () => {
    app = await startTestApp({
      env: { RATE_LIMIT_PER_MINUTE: String(perMinute), METRICS_TOKEN: metricsToken },
    });
    tenant = await app.tenant();
  });
  after(() => app.stop());

  it("counts calls per key, shows what is left, and refuses the rest before it looks at the role", async () => {
    const scanner = await tenant.member("scanner");
    for (let left = perMinute - 1; left >= 0; left -= 1) {
      const answer = await scanner.get("/me");
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get("ratelimit") ?? "", new RegExp(`^"default";r=${left};t=\\d+$`));
      assert.equal(answer.headers.get("ratelimit-policy"), `"default";q=${perMinute};w=60`);
    }
    const refused = await scanner.get("/staff");
    expectProblem(refused, 429, "rate_limited");
    const wait = Number(refused.headers.get("retry-after"));
    assert.ok(wait >= 1 && wait <= 60);
    assert.equal(refused.body.retry_after, wait);
    assert.equal((await tenant.owner.get("/me")).status, 200, "another key has its own count");
    const stranger = await app.client(`${scanner.key.slice(0, -6)}000000`).get("/me");
    expectProblem(stranger, 401, "unauthenticated");
  });

  it("says that it lives and that it is ready", async () => {
    for (const path of ["/healthz", "/readyz"]) {
      const response = await fetch(`${app.url}${path}`);
      assert.equal(response.status, 200);
      assert.ok(response.headers.get("content-security-policy"));
    }
  });

  it("counts requests by operation and status for this machine or the token only", async () => {
    await app.client("none").get("/me");
    const text = await (await fetch(`${app.url}/metrics`)).text();
    assert.match(text, /^connect_request_duration_seconds_count\{operation="get_me",status="401"\} [1-9]/m);
    assert.match(text, /^# TYPE connect_delivery_attempts_total counter/m);
    assert.match(text, /^process_cpu_seconds_total /m);
    const forwarded = { "x-forwarded-for": "198.51.100.7" };
    assert.equal((await fetch(`${app.url}/metrics`, { headers: forwarded })).status, 404);
    const wrong = { ...forwarded, authorization: "Bearer wrong" };
    assert.equal((await fetch(`${app.url}/metrics`, { headers: wrong })).status, 404);
    const right = { ...forwarded, authorization: `Bearer ${metricsToken}` };
    assert.equal((await fetch(`${app.url}/metrics`, { headers: right })).status, 200);
  });

  it("shows the reference and its document to everybody, scripts from here only", async () => {
    const docs = await fetch(`${app.url}/docs`);
    assert.equal(docs.status, 200);
    assert.match(docs.headers.get("content-security-policy") ?? "", /default-src 'none'; script-src 'self'/);
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as Record<string, object>;
    assert.match(String(document["openapi"]), /^3\.1/);
    assert.deepEqual(Object.keys(document["webhooks"] ?? {}), eventNames);
  });
});
