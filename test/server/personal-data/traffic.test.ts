import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { startSmtp, type SmtpServer } from "../../support/smtp.ts";
import { tillSignature } from "../../../server/src/tills/index.ts";
import { messages } from "../../../server/src/campaigns/index.ts";
import { everything, quiet, tracesOf } from "./traces.ts";

/** `ERASE_PEOPLE=1000` lets more of them live and be erased. */
const people = Number(process.env["ERASE_PEOPLE"] ?? 60);
const each = 20;
const atOnce = 8;

/** A person of whom every trace is recognised. */
const personAt = (at: number) => ({
  name: `Una Unmistakable ${at}`,
  email: `una${at}@unmistakable.example`,
  phone: `+38067555${String(1_000 + at)}`,
  birthday: "1931-02-03",
  external_id: `crm-unmistakable-${at}`,
});
const words = ["nmistakable", "+38067555", "38067555", "1931-02-03"];

describe("erase under traffic", () => {
  let first: TestApp;
  let second: TestApp;
  let receiver: Receiver;
  let smtp: SmtpServer;
  let one: Client;
  let two: Client;
  let template: string;
  let till: { id: string; secret: string };

  before(async () => {
    smtp = await startSmtp();
    receiver = await startReceiver();
    receiver.decide(({ body }) => ({ status: 200, body: `you said ${body}` }));
    const env = { RATE_LIMIT_PER_MINUTE: "1000000", SMTP_URL: smtp.url };
    const push = { email: 1000, push: 1000, whatsapp: 1000, telegram: 1000, viber: 1000 };
    const app = { campaigns: { perSecond: push } };
    first = await startTestApp({ env, app });
    second = await startTestApp({ env, app, databaseUri: first.databaseUri });
    const { owner } = await first.tenant();
    one = owner;
    two = second.client(owner.key);
    const gift = (await made(one, "/voucher-templates", { title: "Gift" })).id;
    const goals = [{ stamps: 2, reward: { type: "voucher", voucher_template_id: gift } }];
    template = (await made(one, "/templates", { name: "Coffee", goals })).id;
    till = await made(one, "/tills", { name: "Till", kind: "generic", template_id: template });
    const hook = { target_url: receiver.url, events: ["*"], customer_fields: "contact" };
    await made(one, "/hooks", hook);
  });
  after(async () => {
    await second.stop();
    await first.stop();
    await receiver.close();
    await smtp.stop();
  });

  const sell = async (app: TestApp, body: Record<string, unknown>) => {
    const raw = JSON.stringify(body);
    const t = Math.floor(Date.now() / 1000);
    const headers = {
      "content-type": "application/json",
      "idempotency-key": String(body["receipt_id"]),
      "x-7stamp-signature": tillSignature(till.secret, t, raw),
    };
    const url = `${app.url}/v1/tills/${till.id}/sales`;
    return { status: (await fetch(url, { method: "POST", headers, body: raw })).status };
  };

  /** One person's life: made, then stamped, given to, sold to, written to, and erased in the middle of it. */
  const live = async (at: number): Promise<number[]> => {
    const { email, ...person } = personAt(at);
    const keyed = (name: string) => ({ "idempotency-key": `${name}-${at}` });
    const customer = await one.post(
      "/customers",
      { email, ...person, consents: { email: true } },
      keyed("customer"),
    );
    const card = await two.post("/cards", { template_id: template, email, name: person.name }, keyed("card"));
    const id: string = customer.body.id;
    const voucher = await made(one, "/vouchers", { title: "V", redeem_code: `CODE-${at}`, customer_id: id });
    const sale = {
      receipt_id: `R${at}`,
      sold_at: new Date().toISOString(),
      amount: "9.50",
      currency: "EUR",
      email,
    };
    const audience = { customer_ids: [id] };
    const calls = [
      () =>
        one.post("/stamps", { card_id: card.body.id, count: 3, note: `for ${person.name}` }, keyed("stamp")),
      () => two.post("/vouchers", { title: "W", email }, keyed("voucher")),
      () => one.post(`/vouchers/${voucher.id}/redeem`, undefined, keyed("redeem")),
      () => sell(second, sale),
      () => one.post("/campaigns", { name: "N", channels: ["email"], message: "Hi", subject: "S", audience }),
      () => two.patch(`/customers/${id}`, { name: `${person.name} again` }),
      () => one.post("/cards", { template_id: template, phone: person.phone }, keyed("again")),
      () => two.post(`/cards/${card.body.id}/saved`, { platform: "apple" }),
    ];
    const turn = at % (calls.length + 1);
    const mixed = [
      ...calls.slice(0, turn),
      () => (at % 2 ? one : two).delete(`/customers/${id}`),
      ...calls.slice(turn),
    ];
    const answers = await Promise.all(mixed.map((call) => call()));
    // Whoever came back by a call after the erasure is a new customer, and is erased as well.
    const back = [email, person.phone].map((value) =>
      value.includes("@") ? `email=${value}` : `phone=${encodeURIComponent(value)}`,
    );
    for (const filter of back)
      for (const { id: other } of (await one.get(`/customers?${filter}`)).body.data)
        assert.equal((await two.delete(`/customers/${other}`)).status, 204);
    assert.equal((await one.delete(`/customers/${id}`)).status, 204);
    return answers.map(({ status }) => status);
  };

  const statuses = new Set<number>();

  for (let from = 0; from < people; from += each)
    it(`lets people ${from + 1} to ${from + each} live and be erased`, async () => {
      const queue = Array.from({ length: each }, (_, at) => from + at);
      const worker = async (): Promise<void> => {
        for (let at = queue.shift(); at !== undefined; at = queue.shift())
          for (const status of await live(at)) statuses.add(status);
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      const expected = [200, 201, 202, 204, 404, 409, 422];
      assert.deepEqual(
        [...statuses].filter((status) => !expected.includes(status)),
        [],
      );
    });

  it(`leaves nothing of the ${people} in any collection`, async () => {
    const open = first.platform.store.collection(messages);
    while ((await open.countDocuments({ open: true })) > 0) await quiet(first, second);
    await quiet(first, second);
    assert.ok(receiver.requests.some(({ body }) => body.includes("nmistakable")));
    assert.ok((await everything(first)).length > people * 10);
    assert.deepEqual((await tracesOf(first, words)).slice(0, 3), []);
  });
});
