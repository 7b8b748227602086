import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { newSecret, signatureHeaders } from "../../../server/src/hooks/sign.ts";

const body = '{"id":"evt_1","text":"Kaffee für Zoë ☕"}';
describe("hooks › sign", () => {
  let at: Date;
  // Not when the file is read: the library refuses what is older than five minutes, and a whole run takes longer.
  beforeEach(() => {
    at = new Date();
  });

  it("makes secrets of 32 random bytes", () => {
    const secret = newSecret();
    assert.match(secret, /^whsec_/);
    assert.equal(Buffer.from(secret.slice(6), "base64").length, 32);
    assert.notEqual(secret, newSecret());
  });

  it("signs as the published vector of Standard Webhooks says", () => {
    const headers = signatureHeaders({
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      at: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
      secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    });
    assert.equal(headers["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert.equal(headers["webhook-timestamp"], "1614265330");
  });

  it("is accepted by the standardwebhooks library, with either secret while one is replaced", () => {
    const secrets = [newSecret(), newSecret()];
    const headers = signatureHeaders({ id: "evt_1", at, body, secrets });
    assert.equal(headers["webhook-signature"]?.split(" ").length, 2);
    for (const secret of secrets) new Webhook(secret).verify(body, headers);
  });

  it("signs id and time with the secret's whole text for receivers without the raw body", () => {
    const secrets = [newSecret(), newSecret()];
    const headers = signatureHeaders({ id: "evt_1", at, body, secrets });
    const text = `evt_1.${headers["webhook-timestamp"]}`;
    const expected = secrets.map((secret) => createHmac("sha256", secret).update(text).digest("hex"));
    assert.equal(headers["x-7stamp-id-signature"], expected.join(" "));
  });

  it("refuses a changed body, another id, another secret", () => {
    const secret = newSecret();
    const headers = signatureHeaders({ id: "evt_1", at, body, secrets: [secret] });
    assert.throws(() => new Webhook(secret).verify(`${body} `, headers));
    assert.throws(() => new Webhook(secret).verify(body, { ...headers, "webhook-id": "evt_2" }));
    assert.throws(() => new Webhook(newSecret()).verify(body, headers));
  });
});
