import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { startTestApp, type TestApp } from "../../support/app.ts";

describe("http › what is no HTTP", () => {
  let app: TestApp;
  let key: string;

  before(async () => {
    app = await startTestApp();
    key = (await app.tenant()).owner.key;
  });
  after(() => app.stop());

  /** Sends bytes as they are, and all at once. @returns everything that came back until the server closed */
  const exchange = async (bytes: string): Promise<string> => {
    const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
    socket.write(bytes);
    return text(socket);
  };
  const head = (first: string, ...headers: string[]): string =>
    [first, "Host: x", `Authorization: Bearer ${key}`, ...headers, "", ""].join("\r\n");
  const body = '{"email":"ann@example.com"}';
  const json = ["Content-Type: application/json", `Content-Length: ${body.length}`];

  const assertProblem = (answer: string, detail: RegExp): void => {
    const [top = "", document = ""] = answer.split("\r\n\r\n");
    assert.match(top, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(top, /^Content-Type: application\/problem\+json/im);
    const problem = JSON.parse(document) as Record<string, unknown>;
    assert.deepEqual([problem["code"], problem["status"]], ["invalid_request", 400]);
    assert.match(String(problem["detail"]), detail);
    assert.ok(top.includes(String(problem["request_id"])), top);
    assert.ok(!answer.includes(key), "nothing of the request comes back");
  };

  const broken: readonly (readonly [string, () => string, RegExp])[] = [
    ["a first line of noise", () => "\x16\x03\x01\x02\x00\x01\r\n\r\n", /not valid HTTP/],
    ["an unknown version", () => head("GET /v1/me HTTP/9.9"), /not valid HTTP/],
    ["a header with a control sign", () => head("GET /v1/me HTTP/1.1", "X: a\x01b"), /not valid HTTP/],
    [
      "two lengths",
      () => head("POST /v1/customers HTTP/1.1", ...json, "Content-Length: 1"),
      /not valid HTTP/,
    ],
    [
      "a chunk whose length is none",
      () =>
        `${head("POST /v1/customers HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked")}ZZZ\r\n`,
      /not valid HTTP/,
    ],
    [
      "headers without end",
      () => head("GET /v1/me HTTP/1.1", `X: ${"a".repeat(70_000)}`),
      /headers are too large/,
    ],
  ];

  for (const [what, bytes, detail] of broken)
    it(`is answered by a problem document: ${what}`, async () => {
      assertProblem(await exchange(bytes()), detail);
    });

  it("behind a good request does not take that one's answer", async () => {
    const good = head("GET /v1/me HTTP/1.1");
    const [first = "", ...rest] = (await exchange(`${good}NOISE\r\n\r\n`)).split(/(?=HTTP\/1\.1 )/);
    assert.match(first, /^(HTTP\/1\.1 200|$)/);
    assert.ok(rest.every((one) => one.startsWith("HTTP/1.1 400")));
    assert.equal((await app.client(key).get("/me")).status, 200, "the server goes on");
  });

  it("behind a call that has come whole does not say that the call was refused", async () => {
    const answer = await exchange(
      `${head("POST /v1/customers HTTP/1.1", ...json)}${body.replace("ann", "bob")}\0`,
    );
    assert.match(answer, /^(HTTP\/1\.1 201|$)/);
  });

  it("behind a request that is being answered cuts the answer off, and puts nothing into it", async () => {
    const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
    socket.write(head("GET /v1/events/stream HTTP/1.1"));
    const [begun] = (await once(socket, "data")) as [Buffer];
    socket.write("NOISE\r\n\r\n");
    const answer = `${begun.toString()}${await text(socket)}`;
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.deepEqual(answer.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 200"]);
  });

  it("is told apart from what is good: requests in a row, and one that expects what nobody knows", async () => {
    const good = head("GET /v1/me HTTP/1.1");
    const last =
      head("POST /v1/customers HTTP/1.1", ...json, "Expect: a-miracle", "Connection: close") + body;
    const answers = (await exchange(good + good + last)).match(/HTTP\/1\.1 \d+/g);
    assert.deepEqual(answers, ["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 201"]);
  });

  it("cut short in its body changes nothing and leaves nothing open", async () => {
    const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
    socket.end(head("POST /v1/customers HTTP/1.1", ...json) + body.replace("ann", "cut").slice(0, 9));
    const answer = await text(socket);
    assert.match(answer, /^(HTTP\/1\.1 400 |$)/);
    assert.deepEqual((await app.client(key).get("/customers?email=cut@example.com")).body.data, []);
  });
});
