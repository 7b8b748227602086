import assert from "node:assert/strict";
import { testPassword } from "../../support/app.ts";
import { startReceiver } from "../../support/receiver.ts";
import { idsOf } from "../runner/files.ts";
import { errorOf } from "../runner/request.ts";
import { connect, runModule, runProcedure } from "../runner/run.ts";
import { attach } from "../runner/webhook.ts";
import { address } from "../runner/world.ts";
import { openStage, type Stage } from "../stage.ts";

describe("Make app › logs", () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  /** Fails when any of the values stands anywhere in the log. */
  const assertHidden = (...secrets: unknown[]): void => {
    const log = JSON.stringify(stage.world.logs);
    for (const secret of secrets) {
      assert.ok(typeof secret === "string" && secret.length >= 8, "the test knows no secret");
      assert.ok(!log.includes(secret), `a secret stands in the log: ${secret.slice(0, 6)}…`);
    }
  };
  const api = async (method: string, path: string, body?: object) => {
    const given = { url: `/v1${path}`, method, ...(body && { body: JSON.stringify(body) }) };
    const [bundle] = await runModule(stage.world, stage.connection, "makeApiCall", given);
    return bundle.body;
  };

  it("hold no key of the connection, whether it works or not", async () => {
    await errorOf(connect(stage.world, { baseUrl: address, apiKey: "7loc_sc_not_a_valid_key" }));
    assert.ok(stage.world.logs.length >= 2);
    assertHidden(stage.owner.key, "7loc_sc_not_a_valid_key");
  });

  it("hold no key of any module or remote procedure", async () => {
    await runModule(stage.world, stage.connection, "searchCards", { find_by: "all" });
    await errorOf(
      runModule(stage.world, stage.connection, "addStamp", { find_by: "card_id", card_id: "card_none" }),
    );
    for (const id of idsOf("rpc")) await runProcedure(stage.world, stage.connection, id);
    assertHidden(stage.owner.key);
  });

  it("hold no signing secret of a webhook", async () => {
    const make = await startReceiver();
    for (const trigger of ["watchCardsIssued", "watchVouchersRedeemed"]) {
      const webhook = await attach(stage.world, stage.connection, trigger, { url: make.url });
      assertHidden(webhook.saved["secret"]);
      await webhook.update({});
      await webhook.detach();
      assertHidden(webhook.saved["secret"], stage.owner.key);
    }
    await make.close();
  });

  it("hold no secret that an API call sends or is given", async () => {
    const login = "new.barista";
    const staff = await api("POST", "/staff", {
      name: "New",
      login,
      password: testPassword,
      role: "scanner",
    });
    const created = await api("POST", "/api-keys", { staff_id: staff.id });
    const renewed = await api("POST", `/api-keys/${created.id}/regenerate`);
    const hook = await api("POST", "/hooks", { target_url: "https://hooks.example.com/x", events: ["*"] });
    const rotated = await api("POST", `/hooks/${hook.id}/rotate-secret`);
    const session = await api("POST", "/session", { login, password: testPassword });
    assertHidden(testPassword, created.key, renewed.key, hook.secret, rotated.secret, session.csrf_token);
    assert.ok(!/7stamp_session=[^;]{8}/.test(JSON.stringify(stage.world.logs)));
  });

  it("would hold them without the app's list: the calls carried them", () => {
    const calls = JSON.stringify(stage.world.calls);
    assert.ok(calls.includes(stage.owner.key) && calls.includes(testPassword));
    assert.ok(JSON.stringify(stage.world.logs).includes("[sanitised]"));
  });

  it("keep what helps to find a fault: address, status and answer", () => {
    const line = stage.world.logs.find(({ request }) => request.url.endsWith("/v1/staff"));
    assert.equal(line?.response.statusCode, 201);
    assert.match(JSON.stringify(line?.response.body), /new\.barista/);
  });
});
