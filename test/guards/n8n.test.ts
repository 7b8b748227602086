import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";

const page = readFileSync(join(import.meta.dirname, "../../samples/n8n.md"), "utf8");
const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
const secret = `whsec_${Buffer.from("a secret of thirty-two characters").toString("base64")}`;
const event = { id: "evt_1", event: "voucher_redeemed" };

/** Runs the page's Code node as n8n does: with the item of the Webhook node and its raw body. */
const runCode = (headers: Record<string, string>, body: string): Promise<unknown> => {
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
  const node = new AsyncFunction("require", "$env", "$input", code) as (
    ...given: unknown[]
  ) => Promise<unknown>;
  const helpers = { getBinaryDataBuffer: () => Promise.resolve(Buffer.from(body)) };
  const input = { first: () => ({ json: { headers } }) };
  return node.call({ helpers }, createRequire(import.meta.url), { WEBHOOK_SECRET: secret }, input);
};

const signed = (body: string, at = new Date()): Record<string, string> => ({
  "webhook-id": "evt_1",
  "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
  "webhook-signature": `v1,bm9uZQ== ${new Webhook(secret).sign("evt_1", at, body)}`,
});

describe("the page on n8n", () => {
  it("has a Code node that hands on a genuine event", async () => {
    const body = JSON.stringify(event);
    assert.deepEqual(await runCode(signed(body), body), [{ json: event }]);
  });

  it("has a Code node that stops at a wrong, missing or old signature", async () => {
    const body = JSON.stringify(event);
    const refusal = /signature is wrong or too old/;
    await assert.rejects(runCode(signed(body), `${body} `), refusal);
    await assert.rejects(runCode({}, body), refusal);
    await assert.rejects(runCode(signed(body, new Date(Date.now() - 3_600_000)), body), refusal);
  });
});
