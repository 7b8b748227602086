import { randomUUID } from "node:crypto";
import type { EventName } from "../../server/src/catalog/index.ts";
import { sweepClockwork } from "../../server/src/clockwork/index.ts";
import type { Business } from "../../server/src/platform/index.ts";
import type { TestApp } from "./app.ts";
import type { Client } from "./client.ts";
import type { TestClock } from "./clock.ts";
import type { SevenLoc } from "./seven-loc.ts";

/** One business on a running server with a program in which every event can happen. */
export interface Shop {
  readonly app: TestApp;
  readonly business: Business;
  readonly owner: Client;
  /** Two stamps give a voucher, five a spin; birthdays and 30 days without a stamp are told. */
  readonly templateId: string;
  readonly voucherTemplateId: string;
}

// Tests assert on what comes back.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = any;

/** What a call of the API made. */
export const made = async (client: Client, path: string, body?: unknown): Promise<Answer> => {
  const answer = await client.post(path, body);
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
};

export const newEmail = (): string => `${randomUUID()}@example.com`;

const goalsWith = (voucherTemplateId: string) => [
  { stamps: 2, reward: { type: "voucher", voucher_template_id: voucherTemplateId } },
  {
    stamps: 5,
    reward: {
      type: "lottery",
      name: "Wheel",
      play: "auto",
      variants: [{ type: "award", name: "A mug", greeting: "Well done", probability: 100 }],
    },
  },
];

/** Opens a shop of its own for each test: time that passes for one would make things happen to the others. */
export const openShop = async (app: TestApp): Promise<Shop> => {
  const { business, owner } = await app.tenant();
  const voucher = await made(owner, "/voucher-templates", {
    title: "A free coffee",
    code: { mode: "unique" },
    formats: ["text", "qr"],
    validity: { type: "days", value: 30 },
    remind_days_before: 3,
  });
  const template = await made(owner, "/templates", {
    name: "Coffee card",
    goals: goalsWith(voucher.id),
    birthday: { enabled: true },
    inactivity: { enabled: true, days: 30 },
  });
  return { app, business, owner, templateId: template.id, voucherTemplateId: voucher.id };
};

/** The world around a shop: time, and the messenger provider. */
export interface World {
  readonly clock: TestClock;
  readonly sevenLoc: SevenLoc;
}

/** What makes an event happen, as it happens in a shop. */
type Cause = (shop: Shop, world: World) => Promise<unknown>;

const newCard = (shop: Shop, customer: Record<string, unknown> = {}): Promise<Answer> =>
  made(shop.owner, "/cards", { template_id: shop.templateId, email: newEmail(), ...customer });

const stamped = async (shop: Shop, count: number): Promise<Answer> =>
  made(shop.owner, "/stamps", { card_id: (await newCard(shop)).id, count });

const daysLater = async (shop: Shop, { clock }: World, days: number): Promise<void> => {
  clock.advance({ days });
  await sweepClockwork(shop.app.platform);
};

const monthAndDay = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at).slice(5);

const messaged: Cause = async (shop, { sevenLoc }) => {
  await made(shop.owner, "/messengers", { base_url: sevenLoc.url, token: sevenLoc.token });
  const phone = `+38067${String(Math.random()).slice(2, 9)}`;
  await newCard(shop, { phone, consents: { viber: true } });
  await made(shop.owner, "/campaigns", {
    name: "Spring cappuccino",
    channels: ["messengers"],
    message: "Your next cappuccino is on us this week.",
    template_id: shop.templateId,
    audience: { template_id: shop.templateId },
  });
};

const causes: Readonly<Record<EventName, Cause>> = {
  card_issued: (shop) => newCard(shop),
  card_saved: async (shop) =>
    made(shop.owner, `/cards/${(await newCard(shop)).id}/saved`, { platform: "apple" }),
  card_opened: async (shop) => fetch((await newCard(shop)).link),
  stamp_added: (shop) => stamped(shop, 1),
  goal_reached: (shop) => stamped(shop, 2),
  reward_issued: (shop) => stamped(shop, 2),
  voucher_issued: (shop) => stamped(shop, 2),
  voucher_redeemed: async (shop) =>
    made(shop.owner, `/vouchers/${(await stamped(shop, 2)).vouchers[0].id}/redeem`),
  voucher_expired: async (shop, world) => {
    await stamped(shop, 2);
    await daysLater(shop, world, 32);
  },
  voucher_expiring: async (shop, world) => {
    await stamped(shop, 2);
    await daysLater(shop, world, 28);
  },
  customer_created: (shop) => made(shop.owner, "/customers", { email: newEmail() }),
  customer_updated: async (shop) => {
    const { id } = await made(shop.owner, "/customers", { email: newEmail() });
    await shop.owner.patch(`/customers/${id}`, { name: "Ann Lee" });
  },
  lottery_played: (shop) => stamped(shop, 5),
  birthday_reached: async (shop, world) => {
    const birthday = `--${monthAndDay(world.clock.now(), shop.business.time_zone)}`;
    await newCard(shop, { birthday });
    await daysLater(shop, world, 0);
  },
  inactivity_trigger: async (shop, world) => {
    await newCard(shop);
    await daysLater(shop, world, 31);
  },
  campaign_sent: messaged,
};

/** Makes the event happen once. */
export const cause = (name: EventName, shop: Shop, world: World): Promise<unknown> =>
  causes[name](shop, world);
