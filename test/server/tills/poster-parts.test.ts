import assert from "node:assert/strict";
import { PosterFailure, readAnswer } from "../../../server/src/tills/poster/failure.ts";
import { hookKey, isVerified, posterHook } from "../../../server/src/tills/poster/verify.ts";

const secret = "0123456789abcdef0123456789abcdef";
const plain = {
  account: "kava-demo",
  object: "transaction",
  object_id: 16776,
  action: "closed",
  time: "1764000000",
  verify: "c90149f9600adcb14c49aa871eb35993",
};
const data =
  '{"transactions_history":{"type_history":"close","time":1764000000123,"value":3,"value2":2750,"value3":0,"value4":0,' +
  '"value5":0,"value_text":"{\\"payments\\":{\\"cash\\":27.5}}","user_id":6,"spot_tablet_id":1}}';
const withData = { ...plain, action: "changed", verify: "1886efb169e70c67ea33658d7b66513c", data };

describe("poster › verify", () => {
  const verified = (hook: object): boolean => isVerified(posterHook.parse(hook), secret);

  it("agrees with the documented values, with data and without", () => {
    assert.ok(verified(plain));
    assert.ok(verified(withData));
    assert.ok(verified({ ...plain, object_id: "16776", data: null }));
    assert.ok(verified({ ...plain, account_number: "anything" }), "the number is not covered");
  });

  it("refuses any other value of what is covered, and another secret", () => {
    const others = { account: "kava", object: "client", object_id: 1, action: "removed", time: "1764000001" };
    for (const [name, value] of Object.entries(others))
      assert.ok(!verified({ ...plain, [name]: value }), name);
    assert.ok(!verified({ ...withData, data: data.replace("2750", "9999") }));
    assert.ok(!verified({ ...plain, data: "" }));
    assert.ok(!isVerified(posterHook.parse(plain), `${secret}0`));
  });

  it("knows a webhook that is sent again", () => {
    const key = (hook: object): string => hookKey(posterHook.parse(hook));
    assert.equal(key(plain), key({ ...plain, object_id: "16776" }));
    assert.notEqual(key(plain), key({ ...plain, time: "1764000001" }));
    assert.notEqual(key(withData), key({ ...withData, data: "{}" }));
  });
});

describe("poster › answers", () => {
  const faultOf = (body: unknown, status = 200): string => {
    try {
      readAnswer({
        status,
        text: typeof body === "string" ? body : JSON.stringify(body),
        retryAfterMs: 7_000,
      });
      return "none";
    } catch (error) {
      assert.ok(error instanceof PosterFailure);
      return error.fault;
    }
  };

  it("are judged by what they say, in every shape of an error, whatever the status", () => {
    assert.equal(faultOf({ response: [] }), "none");
    assert.equal(faultOf({ response: [], error: 0 }), "none");
    for (const code of [10, 11, 12, 20, 54])
      assert.equal(faultOf({ error: { code, message: "" } }), "broken");
    assert.equal(faultOf({ error: 11, message: "Bad access token" }, 500), "broken");
    for (const code of [32, 404]) assert.equal(faultOf({ error: code, message: "" }), "unknown");
    for (const code of [34, 36, 42, 52, 400, 700]) assert.equal(faultOf({ error: code }), "ours");
    for (const code of [1, 44]) assert.equal(faultOf({ error: { code } }), "later");
    assert.equal(faultOf({ code: 400, error_type: "OAuthException", error_message: "no" }), "ours");
  });

  it("without such words are judged by the status", () => {
    assert.equal(faultOf("<html>", 200), "later");
    assert.equal(faultOf("", 503), "later");
    assert.equal(faultOf("", 429), "later");
    assert.equal(faultOf("", 401), "broken");
    assert.equal(faultOf({}, 400), "ours");
  });
});
