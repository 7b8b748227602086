import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { actions, examplePath, type ActionDefinition } from "../../../server/src/catalog/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertFits } from "./fuzz-answers.ts";

const unread = "x".repeat(300_000);
const json = "application/json";
const spellings: readonly (readonly [number, string, string])[] = [
  [400, json, "{"],
  [413, json, unread],
  [415, "text/plain", "hello"],
  [422, json, '{"a":1}'],
];

describe("http › a body that was not asked for", () => {
  let app: TestApp;
  let owner: Client;
  let key: string;

  before(async () => {
    app = await startTestApp({ env: { ROLE: "api", RATE_LIMIT_PER_MINUTE: "10000" } });
    ({ owner } = await app.tenant());
    key = owner.key;
  });
  after(() => app.stop());

  const send = async ({ method, path }: { method: string; path: string }, type: string, body: string) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": type, "content-length": body.length };
    const sent = request(`${app.url}/v1${path}`, { method, headers }).end(body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    let text = "";
    for await (const chunk of answer) text += String(chunk);
    return { status: answer.statusCode ?? 0, type: answer.headers["content-type"] ?? "", text };
  };

  it("is refused with a DELETE as openapi.json says of each", async () => {
    const deleting = actions.filter(({ method, access }) => method === "DELETE" && access === "caller");
    assert.ok(deleting.length > 3);
    for (const action of deleting as readonly ActionDefinition[])
      for (const [status, type, body] of spellings) {
        const answer = await send({ method: "DELETE", path: examplePath(action) }, type, body);
        const said = `${action.name}: ${answer.status} ${answer.text}`;
        assert.equal(answer.status, status, said);
        assertFits(action, answer, said);
      }
  });

  it("is nothing with a GET", async () => {
    const { text } = await owner.get("/me");
    for (const [, type, body] of spellings) {
      const answer = await send({ method: "GET", path: "/me" }, type, body);
      assert.deepEqual([answer.status, answer.text], [200, text]);
    }
  });
});
