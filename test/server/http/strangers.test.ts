import assert from "node:assert/strict";
import { networkOf } from "../../../server/src/core/address-guard.ts";
import { startTestApp, testPassword, type TestApp, type Tenant } from "../../support/app.ts";
import { award } from "../cards/stage.ts";

const strangerLimits = { any: 45, page: 12, "log-in": 6 };

/** Calls made at the same time. */
const together = 3;

describe("http › what strangers may do", () => {
  let app: TestApp;
  let tenant: Tenant;
  let visitors = 0;

  before(async () => {
    // Whoever calls in the tests is trusted to say in whose name.
    app = await startTestApp({
      env: { TRUSTED_PROXIES: "127.0.0.1", OPERATOR_TOKEN: "operator-of-the-test" },
      app: { strangerLimits },
    });
    tenant = await app.tenant();
  });
  after(() => app.stop());

  /** Somebody with an address that nobody else has. */
  const visitor = () => {
    visitors += 1;
    const from = `198.51.100.${visitors}`;
    return (path: string, init: RequestInit = {}) =>
      fetch(`${app.url}${path}`, {
        redirect: "manual",
        ...init,
        headers: { "content-type": "application/json", "x-forwarded-for": from },
      });
  };

  type Visit = ReturnType<typeof visitor>;

  /** Calls as often as one may. @returns the statuses it saw */
  const exhaust = async (times: number, call: () => Promise<Response>): Promise<ReadonlySet<number>> => {
    const seen = new Set<number>();
    for (let done = 0; done < times; done += together) {
      const answers = await Promise.all(Array.from({ length: Math.min(together, times - done) }, call));
      for (const answer of answers) {
        seen.add(answer.status);
        await answer.arrayBuffer();
      }
    }
    return seen;
  };

  const expectRefused = async (answer: Response): Promise<void> => {
    assert.equal(answer.status, 429);
    const wait = Number(answer.headers.get("retry-after"));
    assert.ok(wait >= 1 && wait <= 60);
    assert.equal(((await answer.json()) as { code: string }).code, "rate_limited");
  };

  const logIn = (visit: Visit, body: unknown) =>
    visit("/v1/session", { method: "POST", body: JSON.stringify(body) });

  it("is so many log-ins a minute for an address, whatever the logins, before a password is looked at", async () => {
    const visit = visitor();
    const own = { login: tenant.ownerLogin, password: testPassword };
    assert.deepEqual(await exhaust(strangerLimits["log-in"], () => logIn(visit, {})), new Set([422]));
    await expectRefused(await logIn(visit, own));
    assert.equal((await logIn(visitor(), own)).status, 201, "another address is another count");
  });

  it("is so many card pages and spins a minute for an address, and the page's files beside them", async () => {
    const visit = visitor();
    const template = await tenant.owner.post("/templates", { name: "Coffee", goals: [award(5)] });
    const card = await tenant.owner.post("/cards", {
      template_id: template.body.id,
      email: "ann@example.com",
    });
    const page = new URL(card.body.link as string).pathname;
    assert.deepEqual(await exhaust(strangerLimits.page, () => visit("/c/nobody")), new Set([404]));
    await expectRefused(await visit(page));
    await expectRefused(await visit(`${page}/spin`, { method: "POST" }));
    await expectRefused(await visit("/u/nobody"));
    assert.equal((await visit("/c/assets/card.css")).status, 200);
    assert.equal((await visitor()(page)).status, 200);
  });

  it("is so many calls of any kind a minute for an address; who has a key, and who looks after the server, go on", async () => {
    const visit = visitor();
    const callback = (id: string) => visit(`/v1/messengers/seven-loc/callback/${id}`, { method: "POST" });
    const calls = [
      () => visit("/nowhere"),
      () => visit("/v1/tills/till_1/sales", { method: "POST", body: "{}" }),
      () => visit("/v1/businesses", { method: "POST", body: "{}" }),
    ];
    const each = strangerLimits.any / calls.length;
    for (const call of calls) assert.ok(!(await exhaust(each, call)).has(429));
    for (const call of calls) await expectRefused(await call());
    await expectRefused(await visit("/docs"));
    await expectRefused(await visit("/console"));
    await expectRefused(await visit("/c/nobody"));
    await expectRefused(await callback("any"));
    for (const path of ["/healthz", "/readyz"]) assert.equal((await visit(path)).status, 200);
    assert.equal((await tenant.owner.get("/me")).status, 200);
  });

  it("counts an IPv6 client by the network it was given", () => {
    assert.equal(networkOf("2001:db8:1:2::5"), networkOf("2001:db8:1:2:ffff::9"));
    assert.notEqual(networkOf("2001:db8:1:2::5"), networkOf("2001:db8:1:3::5"));
    assert.equal(networkOf("::ffff:198.51.100.7"), "198.51.100.7");
    assert.notEqual(networkOf("198.51.100.7"), networkOf("198.51.100.8"));
  });
});
