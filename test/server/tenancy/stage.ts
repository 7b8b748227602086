import { createHmac } from "node:crypto";
import type { Client, TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { logIn } from "../../support/keyed-world.ts";
import type { Receiver } from "../../support/receiver.ts";
import type { SevenLoc } from "../../support/seven-loc.ts";
import { messageId } from "../../../server/src/campaigns/ids.ts";
import { messages } from "../../../server/src/campaigns/model.ts";
import { tillSignature } from "../../../server/src/tills/index.ts";
import { blackPng } from "../pictures/stage.ts";

/* A business that has something of every kind, two where lists are turned over. */

export interface Outside {
  readonly app: TestApp;
  readonly receiver: Receiver;
}

export interface Shop {
  readonly owner: Client;
  /** The headers of a console's call. */
  readonly session: Readonly<Record<string, string>>;
  /** One id of each kind, and what things go by beside their ids. */
  readonly own: Readonly<Record<string, string>>;
  /** Headers of the calls that are signed, by the action's name. */
  readonly signed: Readonly<Record<string, (raw: string) => Record<string, string>>>;
}

const spin = {
  type: "lottery",
  name: "Spin",
  play: "customer",
  variants: [{ type: "award", probability: 100, name: "Cake" }],
};

const addPictures = async (app: TestApp, owner: Client): Promise<string> => {
  const ids: string[] = [];
  for (const width of [40, 41]) {
    const answer = await fetch(`${app.url}/v1/pictures?kind=logo`, {
      method: "POST",
      headers: { authorization: `Bearer ${owner.key}`, "content-type": "image/png" },
      body: new Uint8Array(blackPng(width, 40)),
    });
    const { id } = (await answer.json()) as { id: string };
    ids.push(id);
  }
  return ids[0] ?? "";
};

/** What a program is made of. */
const addProgram = async (owner: Client, unique: string) => {
  const [loc] = [
    await made(owner, "/locations", { name: `Here ${unique}` }),
    await made(owner, "/locations", { name: `There ${unique}` }),
  ];
  const [vt] = [
    await made(owner, "/voucher-templates", { title: `Gift ${unique}` }),
    await made(owner, "/voucher-templates", { title: `Tea ${unique}` }),
  ];
  const goals = [
    { stamps: 1, reward: spin },
    { stamps: 2, reward: { type: "voucher", voucher_template_id: vt.id } },
  ];
  const [tpl] = [
    await made(owner, "/templates", { name: `Coffee ${unique}`, goals }),
    await made(owner, "/templates", { name: `Tea ${unique}`, goals: [] }),
  ];
  return { loc: String(loc.id), vt: String(vt.id), tpl: String(tpl.id) };
};

/** A customer with a card, stamps, a spin to play and a voucher; and a second one. */
const addCustomers = async (
  owner: Client,
  unique: string,
  { loc, vt, tpl }: { loc: string; vt: string; tpl: string },
) => {
  const email = `ann.${unique}@example.com`;
  const names = { email, phone: `+38067111${unique.replaceAll(/\D/g, "").padStart(4, "0")}` };
  const named = { ...names, external_id: `crm-${unique}`, consents: { whatsapp: true } };
  const card = await made(owner, "/cards", { template_id: tpl, name: `Ann Of${unique}`, ...named });
  await made(owner, "/cards", { template_id: tpl, email: `bob.${unique}@example.com` });
  const stamped = await made(owner, "/stamps", { card_id: card.id, count: 2, location_id: loc });
  const code = `GIFT-${unique}`;
  const custom = { title: "Gift", redeem_code: code, card_id: card.id };
  const voucher = await made(owner, "/vouchers", custom);
  await made(owner, "/vouchers", { voucher_template_id: vt, card_id: card.id });
  return {
    ...names,
    external_id: named.external_id,
    query: `Of${unique}`,
    code,
    redeem_code: code,
    card: String(card.id),
    card_number: String(card.number),
    c: String(card.customer_id),
    rw: String(stamped.rewards[0].id),
    v: String(voucher.id),
  };
};

const addStaff = async (app: TestApp, owner: Client, unique: string) => {
  const member = { name: "Sam", login: `sam-${unique}`, password: "correct horse battery", role: "scanner" };
  const { id: st } = await made(owner, "/staff", member);
  const { id: key, key: secret } = await made(owner, "/api-keys", { staff_id: st });
  // Refusals of this key, and of the owner's.
  await app.client(secret).get("/staff");
  await owner.get("/cards/card_none");
  await app.app.refusals.settle();
  return { st: String(st), key: String(key) };
};

/** A message that its provider has taken; no worker runs here that would send one. */
const addMessage = async (
  { platform }: TestApp,
  campaign_id: string,
  { b: business_id, c: customer_id }: { b: string; c: string },
): Promise<string> => {
  const _id = messageId(campaign_id, customer_id, "whatsapp");
  const now = platform.clock.now();
  await platform.store.collection(messages).insertOne({
    ...{ _id, business_id, campaign_id, customer_id, channel: "whatsapp", lane: `${business_id}:messengers` },
    ...{ open: false, work: "done", claimed_by: null, due_at: now, status: "sent", reason: null },
    ...{ attempts: 0, interrupted: false, provider_id: null, updated_at: now },
  });
  return _id;
};

/** A new shop. @param unique letters and digits that no other shop has */
export const openShop = async (
  { app, receiver }: Outside,
  unique: string,
  sevenLoc: SevenLoc,
): Promise<Shop> => {
  const { business, owner, ownerLogin } = await app.tenant({ country: "UA" });
  const program = await addProgram(owner, unique);
  const hooks = [1, 2].map((at) => ({ target_url: `${receiver.url}/${unique}/${at}`, events: ["*"] }));
  const [hook] = [await made(owner, "/hooks", hooks[0]), await made(owner, "/hooks", hooks[1])];
  const persons = await addCustomers(owner, unique, program);
  const account = { base_url: sevenLoc.url, token: sevenLoc.token };
  const messenger = await made(owner, "/messengers", account);
  const news = { channels: ["messengers"], message: "Hi", audience: { all: true } };
  const [campaign] = [
    await made(owner, "/campaigns", { name: "One", ...news }),
    await made(owner, "/campaigns", { name: "Two", ...news }),
  ];
  const broadcast = await made(owner, "/broadcasts", {
    channel: "whatsapp",
    message: "Hi",
    audience: { all: true },
  });
  const newTill = { kind: "poster", template_id: program.tpl };
  const [till] = [
    await made(owner, "/tills", { name: "One", ...newTill, kind: "generic" }),
    await made(owner, "/tills", { name: "Two", ...newTill }),
  ];
  await app.platform.journal.relay.settle();
  const deliveries = (await owner.get(`/hooks/${hook.id}/deliveries`)).body.data;
  const message = await addMessage(app, String(campaign.id), { b: business.id, ...persons });
  const events = (await owner.get(`/events?card_id=${persons.card}`)).body.data;
  const seconds = (): number => Math.floor(app.platform.clock.now().getTime() / 1000);
  const own = {
    b: business.id,
    ...program,
    ...persons,
    ...(await addStaff(app, owner, unique)),
    pic: await addPictures(app, owner),
    hook: String(hook.id),
    dlv: String(deliveries[0].id),
    evt: String(events[0].id),
    msgr: String(messenger.id),
    cmp: String(campaign.id),
    reference: message,
    // As its provider numbers what it took and what it tells.
    message_id: `m_${unique}`,
    report: `ev_${unique}`,
    broadcast: String(broadcast.id),
    till: String(till.id),
  };
  return {
    owner,
    session: await logIn({ owner, ownerLogin }),
    own,
    signed: {
      record_sale: (raw) => ({ "x-7stamp-signature": tillSignature(till.secret, seconds(), raw) }),
      receive_seven_loc(raw) {
        const at = seconds();
        const mac = createHmac("sha256", account.token).update(`${at}.${raw}`).digest("hex");
        return { "x-7loc-signature": `t=${at},v1=${mac}` };
      },
    },
  };
};
