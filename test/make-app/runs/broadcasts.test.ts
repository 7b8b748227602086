import assert from "node:assert/strict";
import { startSevenLoc, type SevenLoc } from "../../support/seven-loc.ts";
import { codeOf, type Code } from "../runner/files.ts";
import { errorOf } from "../runner/request.ts";
import { runModule, type Given } from "../runner/run.ts";
import { disagreements } from "../runner/shape.ts";
import { made, openStage, program, type Stage } from "../stage.ts";

describe("Make app › broadcasts", () => {
  let stage: Stage;
  let sevenLoc: SevenLoc;
  let templateId: string;
  let customerId: string;

  before(async () => {
    sevenLoc = await startSevenLoc();
    stage = await openStage();
    ({ templateId } = await program(stage.owner));
    const consents = { viber: true };
    const card = { template_id: templateId, phone: "+380671112233", consents };
    customerId = (await made(stage.owner, "/cards", card)).customer_id;
    await made(stage.owner, "/cards", { template_id: templateId, phone: "+380671112244" });
  });
  after(async () => {
    await stage.stop();
    await sevenLoc.stop();
  });

  const send = async (given: Given): Promise<Code> => {
    const message = { channel: "viber", message: "Hello" };
    const [bundle] = await runModule(stage.world, stage.connection, "sendBroadcast", {
      ...message,
      ...given,
    });
    assert.deepEqual(disagreements(codeOf("module", "sendBroadcast")["interface"], bundle), []);
    return bundle;
  };
  const lastBody = (): Code => JSON.parse(stage.world.calls.at(-1)?.body ?? "{}");

  it("are refused as a matter of set-up while no messenger is connected", async () => {
    const error = await errorOf(send({ audience: "all" }));
    assert.equal(error.type, "InvalidConfigurationError");
    assert.match(error.message, /^\[409\] Messengers are not connected\. Connect 7loc\.com in the console/);
    await made(stage.owner, "/messengers", { base_url: sevenLoc.url, token: sevenLoc.token });
  });

  it("go to exactly one audience, as chosen, and of it to those who consented", async () => {
    const audiences: [string, Given, Code][] = [
      ["all", {}, { all: true }],
      ["template", { template_id: templateId }, { template_id: templateId }],
      ["customers", { customer_ids: [customerId] }, { customer_ids: [customerId] }],
    ];
    for (const [audience, given, sent] of audiences) {
      const bundle = await send({ audience, ...given });
      assert.deepEqual(lastBody(), { channel: "viber", message: "Hello", audience: sent });
      assert.equal(bundle.recipients, 1, audience);
    }
    await sevenLoc.took(3);
  });

  it("end with a warning that stops no scenario when they would reach nobody", async () => {
    const audiences: [string, Given, Code][] = [
      ["inactive", { inactive_days: 30 }, { inactive_days: 30 }],
      ["active_voucher", {}, { has_active_voucher: true }],
    ];
    for (const [audience, given, sent] of audiences) {
      const error = await errorOf(send({ audience, ...given }));
      assert.deepEqual(lastBody().audience, sent);
      assert.equal(error.type, "DuplicateDataError");
      assert.match(error.message, /^\[409\] The audience reaches nobody\. /);
    }
  });

  it("are sent once for one reference", async () => {
    const given = { audience: "all", message: "Once", reference: "order-7" };
    const first = await send(given);
    assert.equal((await send(given)).id, first.id);
  });

  it("are read with their counts", async () => {
    const { id } = await send({ audience: "all", message: "Counted" });
    const [bundle] = await runModule(stage.world, stage.connection, "getBroadcast", { broadcast_id: id });
    assert.deepEqual(disagreements(codeOf("module", "getBroadcast")["interface"], bundle), []);
    assert.deepEqual([bundle.id, bundle.recipients], [id, 1]);
    assert.ok(bundle.created_at instanceof Date);
  });

  it("need the key of a manager, and say so", async () => {
    const scanner = await (await stage.app.tenant()).member("scanner");
    const values = { ...stage.connection.values, apiKey: scanner.key };
    const given = { channel: "viber", message: "Hello", audience: "all" };
    const run = runModule(stage.world, { ...stage.connection, values }, "sendBroadcast", given);
    const error = await errorOf(run);
    assert.deepEqual([error.type, /manager/.test(error.message)], ["InvalidConfigurationError", true]);
  });

  it("ask for what the chosen audience needs", async () => {
    assert.match((await errorOf(send({ audience: "template" }))).message, /template_id is required/);
    assert.match((await errorOf(send({ audience: "nobody" }))).message, /none of the options/);
  });
});
