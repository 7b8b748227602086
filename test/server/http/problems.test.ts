import assert from "node:assert/strict";
import { startTestApp, type Answered, type Client, type TestApp } from "../../support/app.ts";
import { expectProblem, openRequest, statusLine } from "./raw.ts";

const limit = 256 * 1024;

describe("http › problems", () => {
  let app: TestApp;
  let owner: Client;
  let scanner: Client;

  before(async () => {
    app = await startTestApp();
    const tenant = await app.tenant();
    owner = tenant.owner;
    scanner = await tenant.member("scanner");
  });
  after(() => app.stop());

  const send = async (path: string, init: RequestInit & { duplex?: "half" }): Promise<Answered> => {
    const response = await fetch(`${app.url}${path}`, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text === "" ? undefined : JSON.parse(text),
    };
  };
  const sendBody = (body: string | Buffer, headers: Record<string, string> = {}) =>
    send("/v1/locations", {
      method: "POST",
      headers: {
        authorization: `Bearer ${owner.key}`,
        "content-type": "application/json",
        ...headers,
      },
      body,
    });
  const pointers = (answer: Answered) =>
    answer.body.errors.map((one: { pointer: string; code: string }) => [one.pointer, one.code]);

  describe("bodies", () => {
    it("refuses malformed JSON with 400", async () => {
      expectProblem(await sendBody('{"name": '), 400, "malformed_json");
      expectProblem(await sendBody(Buffer.from([0x22, 0xff, 0x22])), 400, "malformed_json");
    });

    it("says all that a value might have been, where several forms are taken", async () => {
      const hook = { target_url: "https://example.com/", events: ["voucher.redeemed"] };
      const answer = await owner.post("/hooks", hook);
      assert.deepEqual(pointers(answer), [["/events/0", "invalid_value"]]);
      const [{ detail }] = answer.body.errors;
      for (const name of ["*", "voucher_redeemed", "customer_updated"])
        assert.ok(detail.includes(`"${name}"`), detail);
    });

    it("says of an empty list that it is empty, not how long another form would be", async () => {
      const answer = await owner.post("/hooks", { target_url: "https://example.com/", events: [] });
      assert.deepEqual(pointers(answer), [["/events", "too_small"]]);
      assert.equal(answer.body.errors[0].detail, "must not be empty");
    });

    it("refuses more than 256 KB with 413, by its length and in chunks without one", async () => {
      const large = JSON.stringify({ name: "x".repeat(limit) });
      expectProblem(await sendBody(large), 413, "body_too_large");
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let sent = 0; sent < 2 * limit; sent += 16_384) controller.enqueue(new Uint8Array(16_384));
          controller.close();
        },
      });
      const chunked = await send("/v1/locations", {
        method: "POST",
        headers: { authorization: `Bearer ${owner.key}`, "content-type": "application/json" },
        body: stream,
        duplex: "half",
      });
      expectProblem(chunked, 413, "body_too_large");
    });

    it("answers 413 to a sender that is still sending", async () => {
      const socket = await openRequest(app.url, {
        method: "POST",
        path: "/v1/locations",
        headers: {
          Authorization: `Bearer ${owner.key}`,
          "Content-Type": "application/json",
          "Transfer-Encoding": "chunked",
        },
      });
      const piece = "x".repeat(limit + 1);
      socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
      assert.match(await statusLine(socket), / 413 /);
      socket.destroy();
    });

    it("takes exactly 256 KB to be no fault of the size", async () => {
      const frame = JSON.stringify({ name: "" }).length;
      const answer = await sendBody(JSON.stringify({ name: "x".repeat(limit - frame) }));
      expectProblem(answer, 422, "validation_failed");
    });

    it("refuses another media type with 415, and takes +json and a charset", async () => {
      const body = JSON.stringify({ name: "Main Street" });
      expectProblem(await sendBody(body, { "content-type": "text/plain" }), 415, "unsupported_media_type");
      const form = { "content-type": "application/x-www-form-urlencoded" };
      expectProblem(await sendBody("name=x", form), 415, "unsupported_media_type");
      expectProblem(await sendBody(body, { "content-encoding": "gzip" }), 415, "unsupported_media_type");
      for (const type of ["application/json; charset=utf-8", "application/vnd.shop+json"])
        assert.equal((await sendBody(body, { "content-type": type })).status, 201, type);
    });

    it("takes an empty object where an operation has no body, and refuses a member in it", async () => {
      const made = await owner.post("/templates", { name: "Coffee", goals: [] });
      const path = `/templates/${made.body.id}/apply`;
      assert.equal((await owner.post(path, {})).status, 202);
      expectProblem(await owner.post(path, { now: true }), 422, "validation_failed");
    });
  });

  describe("addresses", () => {
    it("answers 404 to an address that is nothing and to an id that is nobody's", async () => {
      expectProblem(await owner.get("/nothing"), 404, "not_found");
      expectProblem(await owner.get("/locations/loc_nothing"), 404, "not_found");
      expectProblem(await owner.get("/locations/x"), 404, "not_found");
      expectProblem(await send("/elsewhere", {}), 404, "not_found");
    });

    it("answers another business's id like one that does not exist", async () => {
      const other = await app.tenant();
      const { id } = (await other.owner.post("/locations", { name: "Theirs" })).body;
      const theirs = await owner.get(`/locations/${id}`);
      expectProblem(theirs, 404, "not_found");
      const none = (await owner.get("/locations/loc_none")).body;
      assert.deepEqual({ ...theirs.body, request_id: "" }, { ...none, request_id: "" });
      assert.equal((await owner.patch(`/locations/${id}`, { name: "Mine" })).status, 404);
    });

    it("answers 405 with the allowed methods", async () => {
      const answer = await send("/v1/locations", { method: "DELETE" });
      expectProblem(answer, 405, "method_not_allowed");
      assert.equal(answer.headers.get("allow"), "GET, HEAD, POST");
      const put = await send("/v1/business", { method: "PUT" });
      assert.equal(put.headers.get("allow"), "GET, HEAD, PATCH");
      expectProblem(put, 405, "method_not_allowed");
    });

    it("names the methods of the address that is meant, not those of an id in its place", async () => {
      for (const [path, methods] of [
        ["messengers/test", "POST"],
        ["messengers/mes_1", "DELETE"],
      ] as const) {
        const answer = await send(`/v1/${path}`, { method: "OPTIONS" });
        assert.deepEqual([answer.status, answer.headers.get("allow")], [204, methods]);
      }
    });
  });

  describe("values", () => {
    it("points at each refused value, nested ones too", async () => {
      const answer = await owner.post("/templates", {
        goals: [{ stamps: 0, reward: { type: "award", name: "Cookie", colour: "red" } }],
        after_final_goal: "explode",
      });
      expectProblem(answer, 422, "validation_failed");
      const found = new Map(pointers(answer));
      assert.equal(found.get("/name"), "required");
      assert.equal(found.get("/goals/0/reward/colour"), "unknown_field");
      assert.ok(found.has("/goals/0/stamps"), answer.text);
      assert.ok(found.has("/after_final_goal"), answer.text);
    });

    it("points at an unknown id in a body, another business's like none at all", async () => {
      const other = await app.tenant();
      const { id } = (await other.owner.post("/locations", { name: "Theirs" })).body;
      const body = { name: "Sam", login: app.platform.newId("st"), password: "long enough", role: "scanner" };
      for (const location of [id, "loc_nothing"]) {
        const answer = await owner.post("/staff", { ...body, location_id: location });
        expectProblem(answer, 422, "validation_failed");
        assert.deepEqual(pointers(answer), [["/location_id", "unknown_id"]]);
      }
    });

    it("refuses unknown fields and unknown, repeated and wrong query parameters", async () => {
      const body = await owner.post("/locations", { name: "A", colour: "red" });
      expectProblem(body, 422, "validation_failed");
      assert.deepEqual(pointers(body), [["/colour", "unknown_field"]]);
      const query = await owner.get("/locations?colour=red");
      expectProblem(query, 422, "validation_failed");
      assert.deepEqual(pointers(query), [["?colour", "unknown_field"]]);
      for (const wrong of ["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "cursor=%21"])
        expectProblem(await owner.get(`/locations?${wrong}`), 422, "validation_failed");
    });

    it("refuses a missing body, and one that is no object", async () => {
      for (const body of [undefined, null, [], "text", 7])
        expectProblem(await owner.post("/locations", body), 422, "validation_failed");
    });
  });

  describe("callers", () => {
    it("answers 401 with a challenge without a key, with a wrong one, in either header", async () => {
      const wrong = `${owner.key.slice(0, -1)}${owner.key.endsWith("a") ? "b" : "a"}`;
      for (const headers of [
        {},
        { authorization: "Bearer nonsense" },
        { authorization: `Bearer ${wrong}` },
        { "x-api-key": wrong },
        { authorization: "Basic b3duZXI6cGFzcw==" },
      ]) {
        const answer = await send("/v1/me", { headers: headers as Record<string, string> });
        expectProblem(answer, 401, "unauthenticated");
        assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
      }
      assert.equal((await send("/v1/me", { headers: { "x-api-key": owner.key } })).status, 200);
    });

    it("says which role is needed", async () => {
      const staff = await scanner.get("/staff");
      expectProblem(staff, 403, "forbidden");
      assert.equal(staff.body.required_role, "owner");
      assert.match(staff.body.detail, /owner/);
      assert.equal((await scanner.post("/locations", { name: "A" })).body.required_role, "manager");
    });

    it("judges who calls, then the role, then the body, then its values", async () => {
      const malformed = { "content-type": "application/json" };
      const post = (key: string, type = malformed["content-type"]) =>
        send("/v1/locations", {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": type },
          body: "{",
        });
      expectProblem(await post("none"), 401, "unauthenticated");
      expectProblem(await post(scanner.key), 403, "forbidden");
      expectProblem(await post(owner.key, "text/plain"), 415, "unsupported_media_type");
      expectProblem(await post(owner.key), 400, "malformed_json");
    });
  });

  describe("answers", () => {
    it("are for nobody to keep, be they data, a log-in or a refusal", async () => {
      const log = { login: "nobody", password: "nothing" };
      for (const answer of [
        await owner.get("/customers"),
        await owner.post("/locations", { name: "Kiosk" }),
        await owner.post("/locations", {}),
        await owner.get("/cards/card_nobodys"),
        await app.client("").get("/me"),
        await app.client("").post("/session", log),
      ])
        assert.equal(answer.headers.get("cache-control"), "no-store", answer.text);
    });
  });

  describe("request ids", () => {
    it("takes the caller's, gives one where there is none or it is no such thing", async () => {
      const given = await owner.get("/me", { "x-request-id": "trace-17" });
      assert.equal(given.headers.get("x-request-id"), "trace-17");
      const refused = await owner.get("/nothing", { "x-request-id": "trace-18" });
      assert.equal(refused.body.request_id, "trace-18");
      for (const wrong of ["two words", "x".repeat(129)]) {
        const made = (await owner.get("/me", { "x-request-id": wrong })).headers.get("x-request-id") ?? "";
        assert.match(made, /^[\x21-\x7e]{8,128}$/);
        assert.notEqual(made, wrong);
      }
    });
  });
});
