import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request, type OutgoingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { createClientAddress } from "../../../server/src/http/client-address.ts";
import { startTestApp, testPassword, type TestApp, type Tenant } from "../../support/app.ts";

interface Sent {
  readonly host?: string;
  readonly port: number;
  /** The address that the other side sees as its peer. */
  readonly from: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: unknown;
}

const send = async ({ host = "127.0.0.1", port, from, method = "GET", path = "/", headers, body }: Sent) => {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const sent = request({
    host,
    port,
    localAddress: from,
    method,
    path,
    headers: { ...json, ...headers },
    agent: false,
  });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode as number, text };
};

/** Some machines speak IPv4 alone. */
const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

const trusted = ["127.0.0.2", "10.0.0.0/8", "2001:db8:ffff::/48", "::1"];

describe("http › client address", () => {
  let server: Server;
  let port: number;

  before(async () => {
    const addressOf = createClientAddress(trusted);
    server = createServer((incoming, response) => response.end(addressOf(incoming)));
    await once(server.listen(0, hasIPv6 ? "::" : "127.0.0.1"), "listening");
    ({ port } = server.address() as AddressInfo);
  });
  after(() => void server.close());

  const seen = async (from: string, forwarded?: string | string[], more: OutgoingHttpHeaders = {}) => {
    const headers = { ...(forwarded !== undefined && { "x-forwarded-for": forwarded }), ...more };
    return (await send({ host: from === "::1" ? "::1" : "127.0.0.1", port, from, headers })).text;
  };

  it("is the socket's where no trusted proxy calls, whatever the request says", async () => {
    assert.equal(await seen("127.0.0.3"), "127.0.0.3");
    assert.equal(await seen("127.0.0.3", "198.51.100.7"), "127.0.0.3");
    assert.equal(await seen("127.0.0.3", "198.51.100.7, 127.0.0.2"), "127.0.0.3");
  });

  it("is what the trusted proxy has added, and not what the client wrote before it", async () => {
    assert.equal(await seen("127.0.0.2", "198.51.100.7"), "198.51.100.7");
    assert.equal(await seen("127.0.0.2", "203.0.113.9, 198.51.100.7"), "198.51.100.7");
    assert.equal(await seen("127.0.0.2", ["203.0.113.9", "198.51.100.7"]), "198.51.100.7");
    if (hasIPv6) assert.equal(await seen("::1", "2001:DB8:0:0::7"), "2001:db8::7");
  });

  it("is found behind several trusted proxies, and the farthest of them when there is nothing else", async () => {
    assert.equal(
      await seen("127.0.0.2", "203.0.113.9, 198.51.100.7, 10.1.2.3, 2001:db8:ffff::5"),
      "198.51.100.7",
    );
    assert.equal(await seen("127.0.0.2", "10.1.2.3, 10.9.9.9"), "10.1.2.3");
    assert.equal(await seen("127.0.0.2"), "127.0.0.2");
  });

  it("is read with port, brackets, and as an IPv4 address that IPv6 carries", async () => {
    for (const [entry, address] of [
      ["198.51.100.7:4711", "198.51.100.7"],
      ["[2001:db8::7]", "2001:db8::7"],
      ["[2001:db8::7]:4711", "2001:db8::7"],
      ["::ffff:198.51.100.7", "198.51.100.7"],
      ["198.51.100.7, [::ffff:10.1.2.3]:80", "198.51.100.7"],
    ] as const)
      assert.equal(await seen("127.0.0.2", entry), address, entry);
  });

  it("is the last good one before an entry that is no address", async () => {
    for (const odd of [
      "unknown",
      "",
      "_hidden",
      "198.51.100",
      "010.1.2.3",
      "[2001:db8::7",
      "198.51.100.7:x",
      "1.2.3.4 5",
    ])
      assert.equal(await seen("127.0.0.2", `203.0.113.9, ${odd}, 10.1.2.3`), "10.1.2.3", odd);
  });

  it("is not read from Forwarded or other headers", async () => {
    const more = {
      forwarded: "for=198.51.100.7",
      "x-real-ip": "198.51.100.7",
      "cf-connecting-ip": "198.51.100.7",
    };
    assert.equal(await seen("127.0.0.2", undefined, more), "127.0.0.2");
  });

  it("trusts an IPv4 network that is written as IPv6", async () => {
    const addressOf = createClientAddress(["::ffff:127.0.0.0/120"]);
    const other = createServer((incoming, response) => response.end(addressOf(incoming)));
    await once(other.listen(0, "127.0.0.1"), "listening");
    const headers = { "x-forwarded-for": "198.51.100.7" };
    const { text } = await send({ port: (other.address() as AddressInfo).port, from: "127.0.0.9", headers });
    other.close();
    assert.equal(text, "198.51.100.7");
  });
});

describe("http › limits by client address", () => {
  let app: TestApp;
  let tenant: Tenant;
  let port: number;

  before(async () => {
    app = await startTestApp({ env: { TRUSTED_PROXIES: "127.0.0.2", RATE_LIMIT_PER_MINUTE: "5" } });
    tenant = await app.tenant();
    port = Number(new URL(app.url).port);
  });
  after(() => app.stop());

  const behind = (proxy: string, client: string) => ({
    port,
    from: proxy,
    headers: { "x-forwarded-for": client },
  });
  const logIn = async (login: string, password: string, sent: Pick<Sent, "from" | "port" | "headers">) =>
    (await send({ ...sent, method: "POST", path: "/v1/session", body: { login, password } })).status;

  it("lock a stranger out behind the proxy, and not the owner behind the same one", async () => {
    const login = tenant.ownerLogin;
    const stranger = behind("127.0.0.2", "198.51.100.7");
    for (let wrong = 0; wrong < 10; wrong += 1) assert.equal(await logIn(login, "wrong", stranger), 401);
    assert.equal(await logIn(login, testPassword, stranger), 429);
    assert.equal(await logIn(login, testPassword, behind("127.0.0.2", "198.51.100.8")), 201);
  });

  it("are not escaped by a header that no proxy wrote", async () => {
    const login = tenant.ownerLogin;
    const from = "127.0.0.3";
    for (let at = 0; at < 10; at += 1)
      assert.equal(await logIn(login, "wrong", behind(from, `203.0.113.${at}`)), 401);
    assert.equal(await logIn(login, testPassword, behind(from, "203.0.113.99")), 429);
    const lied = (at: number) => behind("127.0.0.2", `203.0.113.${at}, 198.51.100.9`);
    for (let at = 0; at < 10; at += 1) assert.equal(await logIn(login, "wrong", lied(at)), 401);
    assert.equal(await logIn(login, testPassword, lied(99)), 429);
  });

  it("count a till's calls for each client behind the proxy", async () => {
    const sale = async (client: string) =>
      (
        await send({
          ...behind("127.0.0.2", client),
          method: "POST",
          path: "/v1/tills/till_1/sales",
          body: {},
        })
      ).status;
    for (let call = 0; call < 5; call += 1) assert.notEqual(await sale("198.51.100.7"), 429);
    assert.equal(await sale("198.51.100.7"), 429);
    assert.notEqual(await sale("198.51.100.8"), 429);
  });

  it("show the metrics to this machine by a loopback name without a proxy's header only", async () => {
    const metrics = async (headers: OutgoingHttpHeaders, from = "127.0.0.1") =>
      (await send({ port, from, path: "/metrics", headers })).status;
    for (const host of ["127.0.0.1", "localhost:7070", "LOCALHOST", "[::1]:7070", "127.9.9.9:1"])
      assert.equal(await metrics({ host }), 200, host);
    for (const host of [
      "rebound.example",
      "127.0.0.1.example:7070",
      "localhost.example",
      "[fd00::1]",
      "10.0.0.1",
    ])
      assert.equal(await metrics({ host }), 404, host);
    for (const name of [
      "forwarded",
      "via",
      "x-forwarded-for",
      "x-forwarded-host",
      "x-forwarded-proto",
      "x-real-ip",
    ])
      assert.equal(await metrics({ host: "localhost", [name]: "127.0.0.1" }), 404, name);
    assert.equal(await metrics({ host: "localhost", "x-forwarded-for": "" }), 404, "an empty one too");
  });
});
