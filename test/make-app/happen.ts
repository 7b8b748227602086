import { randomUUID } from "node:crypto";
import { eventNamed, eventSample, type EventName } from "../../server/src/catalog/index.ts";
import { defineCollection } from "../../server/src/core/store.ts";
import {
  buildEvent,
  systemActor,
  type CardSnapshot,
  type CustomerSnapshot,
  type Projection,
} from "../../server/src/journal/index.ts";
import { made, program, type Stage } from "./stage.ts";

/** What makes an event happen. */
type Cause = (stage: Stage) => Promise<unknown>;

const newCard = async ({ owner }: Stage, templateId?: string) =>
  made(owner, "/cards", {
    template_id: templateId ?? (await program(owner)).templateId,
    email: `${randomUUID()}@example.com`,
    name: "Ann Lee",
  });

const stamped = async (stage: Stage, templateId?: string) =>
  made(stage.owner, "/stamps", { card_id: (await newCard(stage, templateId)).id, count: 2 });

const spun = async (stage: Stage) => {
  const variant = { type: "award", name: "A mug", greeting: "Well done", probability: 100 };
  const lottery = { type: "lottery", name: "Wheel", play: "auto", variants: [variant] };
  const template = { name: "Lucky card", goals: [{ stamps: 2, reward: lottery }] };
  return stamped(stage, (await made(stage.owner, "/templates", template)).id);
};

const byCalls: Partial<Record<EventName, Cause>> = {
  card_issued: newCard,
  card_saved: async (stage) =>
    made(stage.owner, `/cards/${(await newCard(stage)).id}/saved`, { platform: "google" }),
  stamp_added: (stage) => stamped(stage),
  goal_reached: (stage) => stamped(stage),
  reward_issued: (stage) => stamped(stage),
  voucher_issued: (stage) => stamped(stage),
  lottery_played: spun,
  voucher_redeemed: async (stage) =>
    made(stage.owner, `/vouchers/${(await stamped(stage)).vouchers[0].id}/redeem`, {}),
};

interface Nothing {
  readonly _id: string;
  readonly seq: number;
}

/** A stream that leaves no state: only its events count. */
const happenings: Projection<Nothing> = {
  collection: defineCollection<Nothing>("happenings", { _id: String, seq: Number }),
  prefix: "happening_",
  evolve: () => null,
};

const recordAt = ({ app, businessId }: Stage, name: EventName, at: Date) => {
  const event = eventNamed(name);
  const sample = eventSample(event, "contact");
  const body = Object.fromEntries(Object.keys(event.body).map((key) => [key, sample[key]]));
  const customer = sample["customer"] as CustomerSnapshot;
  const scene = { at, business_id: businessId, location_id: null, customer, wallet_pass_id: "wp_abc" };
  const card = sample["card"] as CardSnapshot & Record<string, unknown>;
  return buildEvent(event, scene, { id: app.platform.newId("evt"), card, body });
};

/** Journals an event like its sample, for those that time or an outside company causes; it is delivered as any is. */
const journaled = (stage: Stage, name: EventName): Promise<unknown> => {
  const { platform } = stage.app;
  return platform.journal.run({
    projection: happenings,
    stream: `happening_${platform.newId("evt")}`,
    business_id: stage.businessId,
    kind: "happened",
    actor: systemActor,
    decide: async (_state, at) => ({
      facts: [{ type: "happened" }],
      events: [recordAt(stage, name, at)],
      answer: null,
    }),
  });
};

/** Lets an event happen: by calls of the API where those cause it. */
export const happen = (stage: Stage, name: EventName): Promise<unknown> => {
  const cause = byCalls[name];
  return cause ? cause(stage) : journaled(stage, name);
};
