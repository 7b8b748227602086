import assert from "node:assert/strict";
import { made, newEmail, type Answer } from "../support/causes.ts";
import type { OtherApps } from "./other-apps.ts";
import type { RecipeShop } from "./shop.ts";

/** A recipe that begins in another app, as a test runs it. */
export interface Played {
  readonly opened: RecipeShop;
  readonly apps: OtherApps;
  /** What the recipe says that its trigger hands on. */
  readonly given: Answer;
  /** Runs the recipe once with what its trigger hands on. */
  play(given: Readonly<Record<string, unknown>>): Promise<void>;
}

interface BegunElsewhere {
  readonly id: string;
  readonly title: string;
  holds(played: Played): Promise<void>;
}

const order: BegunElsewhere = {
  id: "order_stamp",
  title: "an order stamps the card once, however often it is told",
  async holds({ opened: { shop }, given, play }) {
    const card = await made(shop.owner, "/cards", { template_id: shop.templateId, email: given.email });
    await play(given);
    await play(given);
    assert.equal((await shop.owner.get(`/cards/${card.id}`)).body.total_stamps, 1);
  },
};

const subscriber: BegunElsewhere = {
  id: "mailchimp_card",
  title: "a subscriber gets a card, and the same one when it runs again",
  async holds({ opened: { shop }, given, play }) {
    await play(given);
    await play(given);
    assert.equal((await shop.owner.get("/cards")).body.data.length, 1);
  },
};

const wonBack: BegunElsewhere = {
  id: "win_back",
  title: "reaches who agreed and stayed away, and nobody else",
  async holds({ opened: { shop, outside }, play }) {
    const { owner, templateId } = shop;
    const { sevenLoc, clock } = outside;
    await made(owner, "/messengers", { base_url: sevenLoc.url, token: sevenLoc.token });
    const card = (phone: string, consents?: object) =>
      made(owner, "/cards", {
        template_id: templateId,
        email: newEmail(),
        phone,
        ...(consents && { consents }),
      });
    await card("+380671112233");
    await card("+380671112244", { email: true, whatsapp: false });
    clock.advance({ days: 61 });
    await card("+380671112255");
    await play({});
    const { data } = (await owner.get("/campaigns")).body;
    assert.equal(data.length, 1);
    await sevenLoc.took(1);
    const { data: messages } = (await owner.get(`/campaigns/${data[0].id}/messages`)).body;
    assert.equal(messages.length, 1);
    const [{ to, channel, text } = { to: "", channel: "", text: "" }] = sevenLoc.accepted;
    assert.deepEqual([to, channel], ["+380671112233", "whatsapp"]);
    assert.match(text, /^We miss you/);
  },
};

const refund: BegunElsewhere = {
  id: "refund_voucher",
  title: "a refund takes back the voucher of its order, and no other",
  async holds({ opened: { shop }, given, play }) {
    const { owner, templateId } = shop;
    const card = await made(owner, "/cards", { template_id: templateId, email: newEmail() });
    const issued = (redeem_code: string) =>
      made(owner, "/vouchers", { title: "A coffee", redeem_code, card_id: card.id });
    const vouchers = [await issued(given.order), await issued("W-1043")];
    await play(given);
    await play(given);
    await play({ order: "W-9999" });
    const states = await Promise.all(vouchers.map(({ id }) => owner.get(`/vouchers/${id}`)));
    assert.deepEqual(
      states.map(({ body }) => body.status),
      ["cancelled", "active"],
    );
  },
};

const contact: BegunElsewhere = {
  id: "contact_card",
  title: "who agreed gets a card and its link by mail, who did not gets neither",
  async holds({ opened: { shop }, apps, given, play }) {
    await play({ email: newEmail(), first_name: "Bob", agreed: false });
    assert.equal(apps.accepted.length, 0);
    assert.equal((await shop.owner.get("/cards")).body.data.length, 0);
    await play(given);
    const [card] = (await shop.owner.get("/cards")).body.data;
    const [call] = apps.accepted;
    const { raw } = call?.body as { raw: string };
    const mail = Buffer.from(raw, "base64url").toString("utf8");
    assert.match(mail, /Hello Ann, here is your stamp card/);
    assert.ok(mail.startsWith(`To: ${given.email}\r\n`) && mail.includes(card.link), mail);
    const customer = await shop.owner.get(`/customers/${card.customer_id}`);
    assert.equal(customer.body.consents.email, true);
  },
};

const sale: BegunElsewhere = {
  id: "pos_stamp",
  title: "a sale stamps the card by its amount, once for each receipt",
  async holds({ opened: { shop }, given, play }) {
    const { owner } = shop;
    const program = await made(owner, "/templates", {
      name: "Kiosk card",
      earn: { type: "by_amount", amount_per_stamp: "10.00", currency: "EUR" },
      goals: [{ stamps: 5, reward: { type: "award", name: "A newspaper" } }],
    });
    const card = await made(owner, "/cards", { template_id: program.id, email: newEmail() });
    const sold = { ...given, card: card.number };
    await play(sold);
    await play(sold);
    assert.equal((await owner.get(`/cards/${card.id}`)).body.total_stamps, 2);
  },
};

export const begunElsewhere: readonly BegunElsewhere[] = [order, subscriber, wonBack, refund, contact, sale];
