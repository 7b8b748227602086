import assert from "node:assert/strict";
import * as catalog from "../../../server/src/catalog/index.ts";
import { made } from "../../support/calls.ts";
import { startSmtp, type SmtpServer } from "../../support/smtp.ts";
import { ok, startStage, type Stage } from "./stage.ts";

describe("audience › preview", () => {
  let smtp: SmtpServer;
  let stage: Stage;
  let templateId: string;

  beforeEach(async () => {
    smtp = await startSmtp();
    stage = await startStage({
      smtpUrl: smtp.url,
      push: { isConnected: () => true, send: async () => ({ state: "accepted", message_id: null }) },
    });
    templateId = (await made(stage.owner, "/templates", { name: "Coffee" })).id;
    const saved = await made(stage.owner, "/cards", {
      template_id: templateId,
      email: "both@example.com",
      phone: "+380671112201",
      consents: { email: true, whatsapp: true, viber: true },
    });
    await made(stage.owner, `/cards/${saved.id}/saved`, { platform: "apple" });
    await made(stage.owner, "/customers", { email: "no@example.com" });
    await made(stage.owner, "/customers", {
      phone: "+380671112203",
      consents: { email: true, whatsapp: true },
    });
  });
  afterEach(async () => {
    await stage.stop();
    await smtp.stop();
  });

  const preview = async (body: Record<string, unknown>) => {
    const answer = await ok(
      stage.owner.post("/audiences/preview", { audience: { all: true }, ...body }),
      200,
    );
    catalog.previewAudience.result.parse(answer);
    return answer;
  };

  it("counts whom each channel reaches, and why it does not reach the others", async () => {
    await stage.connect();
    const { customers, channels } = await preview({});
    assert.equal(customers, 3);
    const rows = channels.map((one: Record<string, unknown>) => Object.values(one));
    assert.deepEqual(rows, [
      ["push", true, 1, 0, 2],
      ["email", true, 1, 1, 1],
      ["whatsapp", true, 2, 1, 0],
      ["telegram", true, 0, 3, 0],
      ["viber", true, 1, 2, 0],
    ]);
  });

  it("comes to the recipients and messages that the campaign then has", async () => {
    await stage.connect();
    for (const channels of [["email"], ["messengers"], ["push", "email", "messengers"]]) {
      const { recipients, left_out, messages } = await preview({ channels });
      const body = { name: "Spring", channels, message: "Hello", audience: { all: true } };
      const campaign = await ok(stage.owner.post("/campaigns", body), 202);
      assert.deepEqual([recipients, messages], [campaign.recipients, campaign.messages], channels.join());
      assert.equal(left_out, 3 - recipients);
    }
    const broadcast = { channel: "viber", message: "Hello", audience: { all: true } };
    const { recipients } = await ok(stage.owner.post("/broadcasts", broadcast), 202);
    assert.equal((await preview({ channels: ["viber"] })).recipients, recipients);
  });

  it("narrows by audience and card, says what is not connected, and sends and keeps nothing", async () => {
    const holders = await preview({ audience: { template_id: templateId } });
    assert.deepEqual([holders.customers, holders.recipients], [1, 1]);
    assert.equal((await preview({ template_id: templateId })).customers, 1);
    const connected = holders.channels.map((one: { connected: boolean }) => one.connected);
    assert.deepEqual(connected, [true, true, false, false, false]);
    assert.deepEqual((await ok(stage.owner.get("/campaigns"), 200)).data, []);
    const none = await preview({ audience: { has_active_voucher: true } });
    assert.deepEqual([none.customers, none.recipients, none.left_out], [0, 0, 0]);
  });

  it("refuses ids of another business like ids of nothing", async () => {
    const stranger = (await stage.app.tenant()).owner;
    const { data } = await ok(stage.owner.get("/customers"), 200);
    for (const id of [data[0].id, "c_none"]) {
      const body = { audience: { customer_ids: [id] } };
      const refused = await ok(stranger.post("/audiences/preview", body), 422);
      assert.deepEqual(refused.errors[0].pointer, "/audience/customer_ids/0");
    }
    for (const id of [templateId, "tpl_none"]) {
      const refused = await ok(stranger.post("/audiences/preview", { audience: { template_id: id } }), 422);
      assert.deepEqual(refused.errors[0].pointer, "/audience/template_id");
    }
  });
});
