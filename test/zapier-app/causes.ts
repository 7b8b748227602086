import type { EventName } from "../../server/src/catalog/index.ts";
import { sweepClockwork } from "../../server/src/clockwork/index.ts";
import type { TestClock } from "../support/clock.ts";
import type { SevenLoc } from "../support/seven-loc.ts";
import { made, newEmail, type Answer, type Stage } from "./stage.ts";

/** The world around a stage: time, and the messenger provider. */
export interface World {
  readonly clock: TestClock;
  readonly sevenLoc: SevenLoc;
}

/** What makes an event happen on the stage's template, as it happens in a shop. */
type Cause = (stage: Stage, world: World) => Promise<unknown>;

const newCard = (stage: Stage, customer: Record<string, unknown> = {}): Promise<Answer> =>
  made(stage.owner, "/cards", { template_id: stage.templateId, email: newEmail(), ...customer });

const stamped = async (stage: Stage, count: number): Promise<Answer> =>
  made(stage.owner, "/stamps", { card_id: (await newCard(stage)).id, count });

const daysLater = async (stage: Stage, { clock }: World, days: number): Promise<void> => {
  clock.advance({ days });
  await sweepClockwork(stage.app.platform);
};

const monthAndDay = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at).slice(5);

const messaged: Cause = async (stage, { sevenLoc }) => {
  await made(stage.owner, "/messengers", { base_url: sevenLoc.url, token: sevenLoc.token });
  const phone = `+38067${String(Math.random()).slice(2, 9)}`;
  await newCard(stage, { phone, consents: { viber: true } });
  await made(stage.owner, "/campaigns", {
    name: "Spring cappuccino",
    channels: ["messengers"],
    message: "Your next cappuccino is on us this week.",
    template_id: stage.templateId,
    audience: { template_id: stage.templateId },
  });
};

const causes: Readonly<Record<EventName, Cause>> = {
  card_issued: (stage) => newCard(stage),
  card_saved: async (stage) =>
    made(stage.owner, `/cards/${(await newCard(stage)).id}/saved`, { platform: "apple" }),
  card_opened: async (stage) => fetch((await newCard(stage)).link),
  stamp_added: (stage) => stamped(stage, 1),
  goal_reached: (stage) => stamped(stage, 2),
  reward_issued: (stage) => stamped(stage, 2),
  voucher_issued: (stage) => stamped(stage, 2),
  voucher_redeemed: async (stage) =>
    made(stage.owner, `/vouchers/${(await stamped(stage, 2)).vouchers[0].id}/redeem`),
  voucher_expired: async (stage, world) => {
    await stamped(stage, 2);
    await daysLater(stage, world, 32);
  },
  lottery_played: (stage) => stamped(stage, 5),
  birthday_reached: async (stage, world) => {
    const birthday = `--${monthAndDay(world.clock.now(), stage.business.time_zone)}`;
    await newCard(stage, { birthday });
    await daysLater(stage, world, 0);
  },
  inactivity_trigger: async (stage, world) => {
    await newCard(stage);
    await daysLater(stage, world, 31);
  },
  campaign_sent: messaged,
};

/** Makes the event happen once. */
export const cause = (name: EventName, stage: Stage, world: World): Promise<unknown> =>
  causes[name](stage, world);
