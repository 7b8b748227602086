import assert from "node:assert/strict";
import { readConfig } from "../../../server/src/process/config.ts";
import { googleAccount } from "../../../server/src/wallets/google/account.ts";
import { createGoogleClient, type GoogleClient } from "../../../server/src/wallets/google/client.ts";
import { TestClock } from "../../support/clock.ts";
import { startGoogleWallet, type GoogleStandIn } from "../../support/google-wallet.ts";

describe("Google Wallet › token", () => {
  const clock = new TestClock();
  let google: GoogleStandIn;
  let client: GoogleClient;

  beforeEach(async () => {
    google = await startGoogleWallet(() => clock.now());
    const account = googleAccount(readConfig(google.env));
    assert.ok(account !== null);
    client = createGoogleClient(account, clock);
  });
  afterEach(() => google.close());

  const calls = async (count: number): Promise<(number | null)[]> => {
    const replies = Array.from({ length: count }, () => client.get("loyaltyClass", "none"));
    return (await Promise.all(replies)).map(({ status }) => status);
  };

  it("is asked for once by calls at the same moment, at the start and at its end", async () => {
    assert.deepEqual(await calls(8), Array(8).fill(404));
    assert.equal(google.counts.tokens, 1);
    await calls(8);
    assert.equal(google.counts.tokens, 1);
    clock.advance({ hours: 1 });
    await calls(8);
    assert.equal(google.counts.tokens, 2);
  });

  it("is asked for again after a refusal, which all who waited for it are told", async () => {
    google.refuseTokens(503);
    assert.deepEqual(await calls(8), Array(8).fill(503));
    assert.equal(google.counts.tokens, 1);
    assert.deepEqual(await calls(8), Array(8).fill(404));
    assert.equal(google.counts.tokens, 2);
  });

  it("is asked for again when Google takes it no longer", async () => {
    await calls(1);
    google.fail(401);
    assert.deepEqual(await calls(1), [401]);
    assert.deepEqual(await calls(1), [404]);
    assert.equal(google.counts.tokens, 2);
  });
});
