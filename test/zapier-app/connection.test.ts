import assert from "node:assert/strict";
import nock from "nock";
import { AddressProblem, installationAddress } from "../../zapier-app/src/address.ts";
import { authentication } from "../../zapier-app/src/connection.ts";
import packageJson from "../../zapier-app/package.json" with { type: "json" };
import { fakeAuth, host, refusal, run, withFakeServer, type Run } from "./support.ts";

const me = {
  business: { id: "b_123", name: "Corner Coffee" },
  staff: { id: "st_031", name: "Olena", role: "scanner" },
  key: { id: "key_017", masked: "7loc_sc_••••c3d4" },
};

const testConnection = (options?: Run) => run(authentication.test as Parameters<typeof run>[0], options);

describe("zapier installation address", () => {
  const same: [typed: string, address: string][] = [
    ["https://loyalty.example.com", "https://loyalty.example.com"],
    [" https://loyalty.example.com/ ", "https://loyalty.example.com"],
    ["https://loyalty.example.com/v1", "https://loyalty.example.com"],
    ["https://loyalty.example.com/v1/me", "https://loyalty.example.com"],
    ["https://loyalty.example.com/console/journal?x=1#top", "https://loyalty.example.com"],
    ["https://example.com/loyalty/", "https://example.com/loyalty"],
    ["https://example.com/loyalty/v1/", "https://example.com/loyalty"],
    ["HTTPS://Loyalty.Example.com:8443//", "https://loyalty.example.com:8443"],
    ["loyalty.example.com", "https://loyalty.example.com"],
    ["localhost:7070", "http://localhost:7070"],
    ["http://localhost:7070/", "http://localhost:7070"],
    ["http://127.0.0.1:7070", "http://127.0.0.1:7070"],
    ["http://192.168.1.20", "http://192.168.1.20"],
    ["http://172.20.0.3:7070/v1", "http://172.20.0.3:7070"],
    ["http://[::1]:7070", "http://[::1]:7070"],
    ["http://till.local", "http://till.local"],
    ["http://loyalty:7070", "http://loyalty:7070"],
  ];
  for (const [typed, address] of same)
    it(`takes “${typed.trim()}” as ${address}`, () => assert.equal(installationAddress(typed), address));

  const refused: [typed: string | undefined, why: RegExp][] = [
    [undefined, /is empty/],
    ["   ", /is empty/],
    ["http://loyalty.example.com", /unprotected.*https:\/\/ instead/],
    ["http://8.8.8.8:7070", /https:\/\/ instead/],
    ["http://172.32.0.1", /https:\/\/ instead/],
    ["http://localhost.example.com", /https:\/\/ instead/],
    ["http://10.example.com", /https:\/\/ instead/],
    ["http://127.evil.example", /https:\/\/ instead/],
    ["http://192.168.example.com", /https:\/\/ instead/],
    ["https://ann:secret@loyalty.example.com", /login or password/],
    ["ftp://loyalty.example.com", /must start with https/],
    ["our loyalty server", /is not a web address/],
  ];
  for (const [typed, why] of refused)
    it(`refuses “${typed ?? ""}” with a sentence`, () =>
      assert.throws(
        () => installationAddress(typed),
        (error: Error) => error instanceof AddressProblem && why.test(error.message),
      ));
});

describe("zapier installation address at Zapier", () => {
  for (const typed of [
    "localhost:7070",
    "https://127.0.0.1",
    "https://0x7f.1",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://169.254.169.254",
    "https://10.0.0.5",
    "https://[fe80::1]",
    "https://loyalty",
    "https://till.local",
  ])
    it(`is never ${typed}, which would be a machine of Zapier's`, () =>
      assert.throws(() => installationAddress(typed, true), /an address of a local network/));

  it("may be a name that only begins like a number", () =>
    assert.equal(installationAddress("10.example.com", true), "https://10.example.com"));
});

describe("zapier connection", () => {
  withFakeServer();

  it("is tested by GET /v1/me with the key, the app's version and no redirect", async () => {
    nock(host, {
      reqheaders: {
        authorization: "Bearer 7loc_sc_test",
        accept: "application/json",
        "user-agent": new RegExp(`^7stamp-zapier-app/${packageJson.version} `),
      },
    })
      .get("/v1/me")
      .reply(200, me);
    assert.deepEqual(await testConnection(), {
      business_id: "b_123",
      business_name: "Corner Coffee",
      staff_id: "st_031",
      staff_name: "Olena",
      staff_role: "scanner",
    });
  });

  it("is labelled with the business and the staff member", async () => {
    nock(host).get("/v1/me").reply(200, me);
    const names = (await testConnection()) as Record<string, string>;
    const label = String(authentication.connectionLabel).replace(
      /{{(\w+)}}/g,
      (_, key: string) => names[key] ?? "",
    );
    assert.equal(label, "Corner Coffee – Olena");
  });

  it("asks for the key in a password field", () => {
    const field = authentication.fields?.find(({ key }) => key === "api_key");
    assert.equal(field?.type, "password");
  });

  it("refuses an address with http of a public host before anything is sent", async () => {
    const failed = await refusal(
      testConnection({ auth: { ...fakeAuth, base_url: "http://loyalty.example.com" } }),
    );
    assert.equal(failed.name, "AppError");
    assert.equal(failed.code, "invalid_address");
    assert.match(failed.message, /Enter it with https:\/\/ instead/);
  });

  it("refuses a key that cannot be one, without saying it", async () => {
    for (const key of ["7loc_sc_••••c3d4", "7loc sc", "7loc_sc_\nx", "", "ключ"]) {
      const failed = await refusal(testConnection({ auth: { ...fakeAuth, api_key: key } }));
      assert.equal(failed.code, "invalid_key");
      assert.match(failed.message, /^The API Key of the connection (is empty|holds signs that no key has)/);
      if (key !== "") assert.ok(!failed.message.includes(key));
    }
  });

  it("sends a key without the signs that were copied along", async () => {
    nock(host, { reqheaders: { authorization: "Bearer 7loc_sc_test" } })
      .get("/v1/me")
      .reply(200, me);
    await testConnection({ auth: { ...fakeAuth, api_key: " \u200b7loc_sc_test\ufeff\n" } });
  });

  it("says who answers when it is another site, also with good JSON or a log-in of its own", async () => {
    for (const answer of [{ ok: true }, [], { business: "x" }]) {
      nock(host).get("/v1/me").reply(200, answer);
      assert.match((await refusal(testConnection())).message, /is not a 7stamp Connect server/);
    }
    nock(host).get("/v1/me").reply(401, "<h1>Log in</h1>");
    const failed = await refusal(testConnection());
    assert.equal(failed.name, "AppError");
    assert.match(failed.message, /asks for a login of its own/);
  });

  it("says that nobody answers at a wrong address", async () => {
    nock(host)
      .get("/v1/me")
      .replyWithError(Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }));
    const failed = await refusal(testConnection());
    assert.equal(failed.name, "AppError");
    assert.match(
      failed.message,
      /^No answer from https:\/\/loyalty\.example\.com\. Check the Installation Address/,
    );
  });

  it("says that another site answers there", async () => {
    nock(host).get("/v1/me").reply(404, "<h1>Not found</h1>", { "content-type": "text/html" });
    const lost = await refusal(testConnection());
    assert.equal(lost.name, "AppError");
    assert.match(lost.message, /loyalty\.example\.com is not a 7stamp Connect server \(status 404\)/);
    nock(host).get("/v1/me").reply(200, "<h1>Welcome</h1>", { "content-type": "text/html" });
    assert.match((await refusal(testConnection())).message, /is not a 7stamp Connect server/);
  });

  it("follows no redirect, and names the address to enter instead", async () => {
    nock(host).get("/v1/me").reply(301, "", { location: "https://cards.example.com/v1/me" });
    const failed = await refusal(testConnection());
    assert.match(failed.message, /redirects to https:\/\/cards\.example\.com/);
  });
});
