import assert from "node:assert/strict";
import { hooksCollection } from "../../../server/src/hooks/model.ts";
import { tillSignature } from "../../../server/src/tills/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { WaitCounter, type Asked } from "../../support/waits.ts";

/*
 * What hot calls may ask of the store, counted at the driver: commands, and waits one behind another. Counted on a process
 * that has met the caller and the program before and has its connections, without workers beside it.
 */

const atMost = (asked: Asked, most: { waits?: number; commands: number }): void => {
  const said = `${asked.waits} waits, ${asked.commands.length} commands: ${asked.commands.join(", ")}`;
  assert.ok(asked.commands.length <= most.commands, said);
  assert.ok(asked.waits <= (most.waits ?? Infinity), said);
};

describe("journal › waits", () => {
  const counter = new WaitCounter();
  let app: TestApp;
  let owner: Client;
  let receiver: Receiver;
  let card: { id: string; number: string };
  let templateId: string;
  let voucherTemplateId: string;

  before(async () => {
    receiver = await startReceiver();
    app = await startTestApp({
      env: { ROLE: "api" },
      commits: "atomic",
      isToldOfChanges: false,
      onCommand: counter.listen,
    });
    owner = (await app.tenant()).owner;
    voucherTemplateId = (await made(owner, "/voucher-templates", { title: "Free coffee" })).id;
    const reward = { type: "voucher", voucher_template_id: voucherTemplateId };
    templateId = (await made(owner, "/templates", { name: "T", goals: [{ stamps: 500, reward }] })).id;
    card = await made(owner, "/cards", { template_id: templateId, email: "ann@example.com" });
    await made(owner, "/hooks", { target_url: receiver.url, events: ["*"] });
    await made(owner, "/stamps", { card_id: card.id });
    // as many connections as these calls use at once
    const pings = Array.from({ length: 8 }, () => app.platform.store.connection.db?.command({ ping: 1 }));
    await Promise.all(pings);
  });
  after(async () => {
    await app.stop();
    await receiver.close();
  });

  const issue = () => made(owner, "/vouchers", { voucher_template_id: voucherTemplateId, card_id: card.id });

  // whose the card is, is not known yet
  it("of a stamp are three, with eight commands", async () => {
    const fresh = await made(owner, "/cards", { template_id: templateId, email: "bob@example.com" });
    const body = { card_id: fresh.id, receipt_id: "r0" };
    atMost(await counter.during(() => made(owner, "/stamps", body)), { waits: 3, commands: 8 });
  });

  it("of a stamp on a card that was stamped before are two, with five commands", async () => {
    const body = { card_id: card.id, receipt_id: "r1" };
    atMost(await counter.during(() => made(owner, "/stamps", body)), { waits: 2, commands: 5 });
  });

  it("of a stamp under a key are three, with seven commands", async () => {
    const body = { card_id: card.id, receipt_id: "r2" };
    const keyed = () => owner.post("/stamps", body, { "idempotency-key": "k1" });
    atMost(await counter.during(keyed), { waits: 3, commands: 7 });
  });

  it("of a redemption by id are three, with eight commands", async () => {
    const voucher = await issue();
    const redeem = () => owner.post(`/vouchers/${voucher.id}/redeem`);
    atMost(await counter.during(redeem), { waits: 3, commands: 8 });
  });

  it("of a redemption by code are three, with eight commands; under a key four, with ten", async () => {
    const [one, other] = [await issue(), await issue()];
    const redeem = (code: string, headers = {}) => owner.post("/redemptions", { code }, headers);
    atMost(await counter.during(() => redeem(one.redeem_code)), { waits: 3, commands: 8 });
    const keyed = () => redeem(other.redeem_code, { "idempotency-key": "k2" });
    atMost(await counter.during(keyed), { waits: 4, commands: 10 });
  });

  it("of a till's sale are fourteen commands", async () => {
    const till = await made(owner, "/tills", { name: "T", kind: "generic", template_id: templateId });
    const sold = {
      sold_at: new Date().toISOString(),
      amount: "4.50",
      currency: "EUR",
      card_number: card.number,
    };
    const sell = async (receipt: string): Promise<void> => {
      const raw = JSON.stringify({ ...sold, receipt_id: receipt });
      const signature = tillSignature(till.secret, Math.floor(Date.now() / 1000), raw);
      const headers = { "content-type": "application/json", "x-7stamp-signature": signature };
      const answer = await fetch(`${app.url}/v1/tills/${till.id}/sales`, {
        method: "POST",
        headers,
        body: raw,
      });
      assert.equal(answer.status, 201, await answer.text());
    };
    await sell("s1");
    atMost(await counter.during(() => sell("s2")), { commands: 14 });
  });
});

describe("journal › waits where the store tells of changes", () => {
  it("of a stamp on a known card are two, with three commands: the card, its customer, the commit", async () => {
    const counter = new WaitCounter();
    const app = await startTestApp({
      env: { ROLE: "api" },
      commits: "atomic",
      onCommand: counter.listen,
    });
    const isTold = app.platform.store.changes(hooksCollection) !== null;
    const { owner } = await app.tenant();
    const template = await made(owner, "/templates", { name: "T", goals: [] });
    const card = await made(owner, "/cards", { template_id: template.id, email: "ann@example.com" });
    const stamp = () => made(owner, "/stamps", { card_id: card.id });
    await stamp();
    await stamp();
    const asked = await counter.during(stamp);
    await app.stop();
    atMost(asked, { waits: 2, commands: isTold ? 3 : 5 });
  });
});

describe("journal › waits of a delivery", () => {
  it("are two commands more for a webhook, while its hook is being delivered to", async () => {
    const counter = new WaitCounter();
    const receiver = await startReceiver();
    const app = await startTestApp({ commits: "atomic", onCommand: counter.listen });
    const { owner } = await app.tenant();
    const template = await made(owner, "/templates", { name: "T", goals: [] });
    const card = await made(owner, "/cards", { template_id: template.id, email: "ann@example.com" });
    await made(owner, "/hooks", { target_url: receiver.url, events: ["stamp_added"] });
    const stamp = () => made(owner, "/stamps", { card_id: card.id });
    const delivered = async (count: number): Promise<void> => {
      await receiver.arrived(count);
      await app.app.dispatcher?.idle();
    };
    await stamp();
    await delivered(1);
    const asked = await counter.during(async () => {
      await stamp();
      await delivered(2);
    });
    // what the crew looks for meanwhile, and what is counted and written once in a while, is not the delivery's
    const own = asked.commands.filter((command) => !/^update hook|(work|campaign\w*)$/.test(command));
    atMost({ ...asked, commands: own, waits: 0 }, { commands: 8 + 2 });
    assert.ok(
      own.filter((command) => command !== "bulkWrite").every((command) => command.startsWith("find ")),
      own.join(),
    );
    await app.stop();
    await receiver.close();
  });
});
