import assert from "node:assert/strict";
import { ConfigError, readConfig } from "../../../server/src/process/config.ts";
import { isWalletConnected } from "../../../server/src/wallets/index.ts";
import { makeAppleCertificates } from "../../support/apple-certificates.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { stageFor } from "../rewards/lottery.ts";

describe("wallets without credentials", () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it("offer nothing on the card page and answer no address", async () => {
    const { owner } = await app.tenant();
    const cardId = await stageFor(owner).card({ type: "award", name: "Cookie" });
    const { link } = (await owner.get(`/cards/${cardId}`)).body;
    assert.doesNotMatch(await (await fetch(link)).text(), /wallets\//);
    const token = new URL(link).pathname.split("/").at(-1);
    for (const path of [`apple/cards/${token}`, `google/cards/${token}`, "logo.png", "apple/v1/log"])
      assert.equal((await fetch(`${app.url}/wallets/${path}`)).status, 404, path);
  });

  it("take no message", async () => {
    assert.equal(app.app.wallets.push.isConnected(), false);
    assert.equal(isWalletConnected(app.platform.config), false);
  });
});

describe("variables of wallets", () => {
  const refusal = (env: Record<string, string>): string => {
    try {
      readConfig(env);
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.message;
    }
    return "";
  };

  it("are set together or not at all", () => {
    assert.match(
      refusal({ GOOGLE_WALLET_ISSUER_ID: "3388000000022000001" }),
      /^GOOGLE_WALLET_SERVICE_ACCOUNT and GOOGLE_WALLET_PRIVATE_KEY are missing: set all of .* start again\.$/,
    );
  });

  it("say in a sentence what is wrong with a key, a certificate or a file", () => {
    const { env } = makeAppleCertificates();
    assert.equal(refusal(env), "");
    assert.equal(isWalletConnected(readConfig(env)), true);
    const broken = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    assert.match(
      refusal({ ...env, APPLE_WALLET_PRIVATE_KEY: broken }),
      /^APPLE_WALLET_PRIVATE_KEY cannot be used: .*\.$/,
    );
    assert.match(
      refusal({ ...env, APPLE_WALLET_CERTIFICATE: broken }),
      /^APPLE_WALLET_CERTIFICATE cannot be used/,
    );
    assert.match(
      refusal({ ...env, APPLE_WALLET_WWDR_CERTIFICATE: "/nowhere/wwdr.pem" }),
      /^APPLE_WALLET_WWDR_CERTIFICATE cannot be used: must be PEM text, or the path of a file/,
    );
  });
});
