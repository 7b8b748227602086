import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { award, made, newEmail, sale, signingTill, type SigningTill } from "./stage.ts";

describe("signatures of a till", () => {
  const clock = new TestClock();
  const issued = { number: "" };
  let app: TestApp;
  let owner: Client;
  let templateId: string;
  let till: SigningTill;

  const newTill = async (): Promise<SigningTill> =>
    signingTill(
      app,
      clock,
      await made(owner, "/tills", { name: "T", kind: "generic", template_id: templateId }),
    );

  before(async () => {
    app = await startTestApp({ clock });
    owner = (await app.tenant()).owner;
    templateId = (await made(owner, "/templates", { name: "Coffee", goals: [award(50)] })).id;
    till = await newTill();
    issued.number = (await made(owner, "/cards", { template_id: templateId, email: newEmail() })).number;
  });
  after(() => app.stop());

  const body = () => sale({ card_number: issued.number });

  it("are the hex HMAC-SHA256 of time, dot and body, keyed with the whole secret", async () => {
    const raw = JSON.stringify(body());
    const t = Math.floor(clock.now().getTime() / 1000);
    const mac = createHmac("sha256", till.secret).update(`${t}.${raw}`).digest("hex");
    assert.equal((await till.send(null, { raw, signature: `t=${t},v1=${mac}` })).status, 201);
  });

  it("may be five minutes off either way and no more", async () => {
    const at = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
    for (const seconds of [-300, 300])
      assert.equal((await till.send(body(), { at: at(seconds) })).status, 201);
    for (const seconds of [-301, 301]) {
      const answer = await till.send(body(), { at: at(seconds) });
      assert.equal(answer.status, 401);
      assert.equal(answer.body.code, "signature_invalid");
    }
  });

  it("of another body, another till, in another form or missing are refused before the body is judged", async () => {
    const other = await newTill();
    const t = Math.floor(clock.now().getTime() / 1000);
    const raw = JSON.stringify({ any: "thing" });
    const mac = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("hex");
    const wrong = [
      "",
      "t=,v1=",
      `t=${t}`,
      `v1=${mac(till.secret, `${t}.${raw}`)}`,
      `t=${t},v1=${mac(till.secret, `${t}.{}`)}`,
      `t=${t},v1=${mac(other.secret, `${t}.${raw}`)}`,
      `t=${t + 1},v1=${mac(till.secret, `${t}.${raw}`)}`,
    ];
    for (const signature of wrong) {
      const answer = await till.send(null, { raw, signature });
      assert.equal(answer.body.code, "signature_invalid", signature);
    }
  });

  it("cover the mark that some programs begin a text with, which is no part of the JSON", async () => {
    const answer = await till.send(null, { raw: `\ufeff${JSON.stringify(body())}` });
    assert.equal(answer.status, 201, answer.text);
  });

  it("are judged also under an Idempotency-Key that was used", async () => {
    const raw = JSON.stringify(body());
    const url = `${app.url}/v1/tills/${till.id}/sales`;
    const t = Math.floor(clock.now().getTime() / 1000);
    const mac = createHmac("sha256", till.secret).update(`${t}.${raw}`).digest("hex");
    const send = (signature: string) =>
      fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "idempotency-key": "k1",
          "x-7stamp-signature": signature,
        },
        body: raw,
      });
    assert.equal((await send(`t=${t},v1=${mac}`)).status, 201);
    assert.equal((await send(`t=${t},v1=${"0".repeat(64)}`)).status, 401);
  });

  it("do not help at a till that does not exist", async () => {
    const gone = await newTill();
    assert.equal((await owner.delete(`/tills/${gone.id}`)).status, 204);
    assert.equal((await gone.send(body())).status, 401);
    assert.equal((await signingTill(app, clock, { id: "till_0", secret: "x" }).send(body())).status, 401);
  });
});
