import assert from "node:assert/strict";
import { Failure } from "../../../server/src/core/failure.ts";
import { SpentCallers } from "../../../server/src/http/rate-limit.ts";
import { rememberedCallers, type Caller } from "../../../server/src/platform/index.ts";
import { startTestApp, type Tenant, type TestApp } from "../../support/app.ts";
import { whileCrowded } from "../../support/crowd.ts";
import { WaitCounter } from "../../support/waits.ts";
import { expectProblem } from "./raw.ts";

const perMinute = 4;

describe("http › overload", () => {
  const counter = new WaitCounter();
  const lines: string[] = [];
  let app: TestApp;
  let tenant: Tenant;

  before(async () => {
    const env = { ROLE: "api", RATE_LIMIT_PER_MINUTE: String(perMinute) };
    app = await startTestApp({
      env,
      onCommand: counter.listen,
      logTo: { write: (line) => void lines.push(line) },
    });
    tenant = await app.tenant();
  });
  after(() => app.stop());

  it("by a key that is over its limit is refused before the caller is looked up, and noted as theirs", async () => {
    const scanner = await tenant.member("scanner");
    for (let left = perMinute; left > 0; left -= 1) assert.equal((await scanner.get("/me")).status, 200);
    expectProblem(await scanner.get("/me"), 429, "rate_limited");
    await app.app.refusals.settle();
    rememberedCallers(app.platform).forget();
    const { commands } = await counter.during(async () => {
      const refused = await scanner.get("/me");
      expectProblem(refused, 429, "rate_limited");
      assert.ok(Number(refused.headers.get("retry-after")) >= 1);
      assert.ok(refused.headers.get("ratelimit"));
    });
    assert.deepEqual(commands, []);
    await app.app.refusals.settle();
    const { body } = await tenant.owner.get("/refusals");
    assert.deepEqual([body.data[0].code, body.data[0].count], ["rate_limited", 2]);
  });

  it("is over when the minute is: then it is looked up anew who calls", async () => {
    let left = 0;
    const spent = new SpentCallers(async () => {
      if (left === 0) throw new Failure("rate_limited", { retry_after: 1 });
      left -= 1;
    });
    const caller = { key: { id: "key_1" } } as Caller;
    const count = (): Promise<void> => spent.count({} as never, "proof", caller);
    assert.equal(spent.known("proof"), null);
    await assert.rejects(count(), { code: "rate_limited" });
    assert.equal(spent.known("proof"), caller);
    assert.equal(spent.known("another"), null);
    left = 1;
    await count();
    assert.equal(spent.known("proof"), null);
  });

  it("of the store is said to who would write, before anything is read for it; who reads is answered", async () => {
    const { owner } = await app.tenant();
    assert.equal((await owner.get("/me")).status, 200);
    const ann = { name: "Ann", email: "ann@example.com" };
    const headers = { authorization: `Bearer ${owner.key}` };
    await whileCrowded(app.platform.store, async () => {
      const { commands } = await counter.during(async () => {
        const refused = await owner.post("/customers", ann);
        expectProblem(refused, 503, "unavailable");
        assert.ok(Number(refused.headers.get("retry-after")) >= 1);
      });
      assert.ok(!commands.includes("find customers"), String(commands));
      assert.equal((await owner.get("/customers")).status, 200);
      assert.equal((await fetch(`${app.url}/v1/me`, { method: "HEAD", headers })).status, 200);
      assert.equal(app.platform.store.commits.isCrowded, true);
    });
    const told = lines.map((line) => JSON.parse(line) as { level: number; status?: number });
    assert.ok(told.some(({ status }) => status === 503));
    const actedOn = told.filter(({ level }) => level >= 50);
    assert.deepEqual(actedOn, []);
    assert.equal((await owner.post("/customers", ann)).status, 201);
  });
});
