import { strict as assert } from "node:assert";
import { startTestApp, testPassword, type Answered, type TestApp, type Tenant } from "../support/app.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { startSevenLoc, type SevenLoc } from "../support/seven-loc.ts";

/** A shop in which something of everything has happened, so that no page is empty. */
export interface Shop {
  readonly app: TestApp;
  readonly tenant: Tenant;
  readonly owner: { readonly login: string; readonly password: string };
  readonly sevenLoc: SevenLoc;
  readonly receiver: Receiver;
  stop(): Promise<void>;
}

const taken = async (answer: Promise<Answered>) => {
  const { status, text, body } = await answer;
  assert.ok(status < 300, text);
  return body;
};

const goals = (voucherTemplate: string) => [
  { stamps: 3, reward: { type: "award", name: "A biscuit with your tea" } },
  { stamps: 6, reward: { type: "voucher", voucher_template_id: voucherTemplate } },
  {
    stamps: 10,
    reward: {
      type: "lottery",
      name: "Wheel of chai",
      play: "customer",
      variants: [
        { type: "voucher", probability: 25, name: "Free chai", voucher_template_id: voucherTemplate },
        { type: "no_prize", probability: 75, name: "Next time" },
      ],
    },
  },
];

const people = [
  { name: "Asha Verma", email: "asha@example.com", phone: "+919876543210", language: "hi" },
  { name: "Rohit Sharma", email: "rohit@example.com", phone: "+919876543211", language: "en" },
  { name: "मीना कुमारी", phone: "+919876543212", language: "hi" },
];

const seedLoyalty = async ({ owner }: Tenant): Promise<void> => {
  const location = await taken(
    owner.post("/locations", { name: "MG Road", address: "12 MG Road, Bengaluru" }),
  );
  const voucherTemplate = await taken(
    owner.post("/voucher-templates", {
      title: "A free masala chai",
      description: "Any size, with or without sugar.",
      code: { mode: "unique" },
      formats: ["text", "qr", "barcode"],
      validity: { type: "days", value: 30 },
    }),
  );
  const template = await taken(
    owner.post("/templates", {
      name: "Chai card",
      earn: { type: "per_order" },
      goals: goals(voucherTemplate.id),
    }),
  );
  for (const [at, person] of people.entries()) {
    const consents = { email: true, whatsapp: true, telegram: at === 0, viber: false };
    const card = await taken(owner.post("/cards", { template_id: template.id, ...person, consents }));
    for (let visit = 0; visit <= at * 3; visit += 1) {
      await taken(owner.post("/stamps", { card_id: card.id, count: 1, location_id: location.id }));
    }
  }
  for (const kind of ["poster", "serve", "generic"]) {
    const body = { name: `Counter ${kind}`, kind, location_id: location.id, template_id: template.id };
    await taken(owner.post("/tills", body));
  }
  const sam = { name: "Sam Barista", login: `sam-${template.id}`, password: testPassword, role: "scanner" };
  await taken(owner.post("/staff", { ...sam, location_id: location.id }));
};

const seedConnections = async ({ owner }: Tenant, sevenLoc: SevenLoc, receiver: Receiver): Promise<void> => {
  await taken(owner.post("/messengers", { base_url: sevenLoc.url, token: sevenLoc.token }));
  const hook = await taken(owner.post("/hooks", { target_url: `${receiver.url}/crm`, events: ["*"] }));
  receiver.reply({ status: 500, body: "our database is down" });
  await taken(owner.post(`/hooks/${hook.id}/test`, {}));
  await taken(owner.post(`/hooks/${hook.id}/test`, {}));
  const campaign = { channel: "whatsapp", message: "Chai at half price today", audience: { all: true } };
  const { recipients } = await taken(owner.post("/broadcasts", campaign));
  // Gone before anybody is added, who would be one of them.
  await sevenLoc.took(recipients);
  await owner.post("/stamps", { card_number: "000000", count: 1 });
};

/** Starts a server with the shop on it. */
export const startShop = async (): Promise<Shop> => {
  const [receiver, sevenLoc] = await Promise.all([startReceiver(), startSevenLoc()]);
  const app = await startTestApp();
  const place = { country: "IN", time_zone: "Asia/Kolkata", currency: "INR" };
  const tenant = await app.tenant({ name: "Chai Corner", ...place });
  await seedLoyalty(tenant);
  await seedConnections(tenant, sevenLoc, receiver);
  return {
    app,
    tenant,
    owner: { login: tenant.ownerLogin, password: testPassword },
    sevenLoc,
    receiver,
    async stop() {
      await app.stop();
      await Promise.all([receiver.close(), sevenLoc.stop()]);
    },
  };
};
