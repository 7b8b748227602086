import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { startTestApp, type TestApp, type Tenant } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { openRequest } from "./raw.ts";

describe("http › log lines", () => {
  const lines: string[] = [];
  let app: TestApp;
  let tenant: Tenant;

  before(async () => {
    app = await startTestApp({ logTo: { write: (line) => void lines.push(line) } });
    tenant = await app.tenant();
  });
  beforeEach(() => void lines.splice(0));
  after(() => app.stop());

  const expectNothingOf = (...secrets: string[]): void => {
    assert.ok(lines.length > 0, "something was logged");
    for (const secret of secrets) assert.ok(!lines.join("").includes(secret), lines.join(""));
  };
  const paths = (): string[] => lines.map((line) => JSON.parse(line).path).filter(Boolean);
  const newCard = async (email: string) => {
    const { id: template_id } = await made(tenant.owner, "/templates", { name: "Coffee", goals: [] });
    return made(tenant.owner, "/cards", { template_id, email, name: "Ann Lee", phone: "+49 30 901820" });
  };

  it("hold no key of a request that cannot be parsed", async () => {
    const headers = {
      authorization: `Bearer ${tenant.owner.key}`,
      "content-type": "application/json",
      "transfer-encoding": "chunked",
    };
    const socket = await openRequest(app.url, { method: "POST", path: "/v1/customers", headers });
    socket.resume().write('5\r\n{"ema\r\nZZZ\r\n');
    await once(socket, "close");
    // The connection is closed first, its request ends by that.
    while (lines.length === 0) await pause(5);
    expectNothingOf(tenant.owner.key, "Bearer");
  });

  it("hold nobody's data when the store refuses what nothing expects", async () => {
    const customers = app.platform.store.connection.collection("customers");
    const ofTheTest = { unique: true, partialFilterExpression: { language: "xx" } };
    const index = await customers.createIndex({ language: 1, name: 1 }, ofTheTest);
    const person = (at: number) => ({ name: "Ann Lee", email: `ann.lee.${at}@example.com`, language: "xx" });
    await made(tenant.owner, "/customers", person(1));
    const answer = await tenant.owner.post("/customers", person(2));
    await customers.dropIndex(index);
    assert.equal(answer.status, 500, answer.text);
    const [failed] = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "request failed");
    assert.equal(failed.err.code, 11_000);
    assert.match(failed.err.message, /language_1_name_1 dup key/);
    assert.match(failed.err.stack, /^ {4}at /);
    expectNothingOf("Ann Lee", "ann.lee");
  });

  it("show the address of a card page without its secret, by any method, at any depth", async () => {
    const token = String((await newCard("ann@example.com")).link).split("/c/")[1] ?? "";
    assert.ok(token.length > 20);
    lines.splice(0);
    const addresses = [
      ...["c", "C", "/c", "%63", "u", "wallets/google/cards", "wallets/apple/cards"].map(
        (to) => `/${to}/${token}`,
      ),
      `/c/${token}/x`,
      `/c/${token}/spin/y`,
      `/v1/c/${token}`,
      `/v1/cards/${token}`,
      `/${token}`,
      `/c/assets/${token}`,
    ];
    for (const address of addresses)
      for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"]) {
        const socket = await openRequest(app.url, {
          method,
          path: address,
          headers: { connection: "close" },
        });
        await once(socket.resume(), "close");
      }
    assert.equal(paths().length, addresses.length * 7);
    expectNothingOf(token, token.toLowerCase());
    assert.deepEqual([...new Set(paths())].sort(), [
      "/c/:token",
      "/c/assets/:name",
      "/c/assets/…",
      "/c/…",
      "/u/:token",
      "/u/…",
      "/v1/c/…",
      "/v1/cards/:id",
      "/v1/cards/…",
      "/wallets/apple/cards/…",
      "/wallets/google/cards/…",
      "/…",
    ]);
  });

  it("show ids, and not what somebody has put in their place or sends as a request id", async () => {
    const { id } = await newCard("bob@example.com");
    lines.splice(0);
    await tenant.owner.get(`/cards/${id}`);
    await tenant.owner.get("/cards/Ann%20Lee");
    await tenant.owner.get("/customers/bob@example.com?email=bob@example.com", {
      "x-request-id": "bob@example.com",
    });
    await tenant.owner.get("/card/bob@example.com");
    assert.deepEqual(paths(), [`/v1/cards/${id}`, "/v1/cards/:id", "/v1/customers/:id", "/v1/card/…"]);
    expectNothingOf("bob", "Ann");
  });
});
