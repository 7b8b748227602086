import { eventNamed, eventSample, type EventName } from "../../server/src/catalog/index.ts";
import { defineCollection } from "../../server/src/core/store.ts";
import {
  buildEvent,
  systemActor,
  type CustomerSnapshot,
  type EventParts,
  type Projection,
} from "../../server/src/journal/index.ts";
import { made, newEmail, type Stage } from "./stage.ts";

/** What makes an event happen on the stage's template, over the API where it can. */
type Cause = (stage: Stage) => Promise<unknown>;

const newCard = (stage: Stage) =>
  made(stage.owner, "/cards", { template_id: stage.templateId, email: newEmail(), name: "Ann Lee" });

const stamped = async (stage: Stage, count: number) =>
  made(stage.owner, "/stamps", { card_id: (await newCard(stage)).id, count });

const redeemed = async (stage: Stage) => {
  const { vouchers } = await stamped(stage, 2);
  return made(stage.owner, `/vouchers/${vouchers[0].id}/redeem`);
};

type CardInEvent = NonNullable<EventParts["card"]>;

interface Scratch {
  readonly _id: string;
  readonly seq: number;
}

/** A stream of its own: the entry carries the event and changes nothing else. */
const scratch: Projection<Scratch> = {
  collection: defineCollection<Scratch>("scratch", { _id: String, seq: Number }),
  prefix: "scratch_",
  evolve: (state, _fact, entry) => state ?? { _id: entry.stream, seq: 0 },
};

/** The event as the clockwork or a channel would commit it, with the catalogue's sample beside a real card. */
const journaled =
  (name: EventName): Cause =>
  async (stage) => {
    const { platform } = stage.app;
    const card = await newCard(stage);
    const definition = eventNamed(name);
    const sample = eventSample(definition, "contact");
    const body = Object.fromEntries(Object.keys(definition.body).map((key) => [key, sample[key]]));
    const event = buildEvent(
      definition,
      {
        at: platform.clock.now(),
        business_id: stage.business.id,
        location_id: null,
        customer: { ...(sample["customer"] as CustomerSnapshot), id: card.customer_id },
        wallet_pass_id: card.wallet_pass_id,
      },
      {
        id: platform.newId("evt"),
        card: { ...(sample["card"] as CardInEvent), id: card.id, template_id: stage.templateId },
        body,
      },
    );
    await platform.journal.run({
      projection: scratch,
      stream: platform.newId("c").replace("c_", "scratch_"),
      business_id: stage.business.id,
      kind: "happened",
      actor: systemActor,
      decide: () => Promise.resolve({ facts: [{ type: "happened" }], events: [event], answer: null }),
    });
  };

const overTheApi: Partial<Record<EventName, Cause>> = {
  card_issued: newCard,
  stamp_added: (stage) => stamped(stage, 1),
  goal_reached: (stage) => stamped(stage, 2),
  reward_issued: (stage) => stamped(stage, 2),
  voucher_issued: (stage) => stamped(stage, 2),
  voucher_redeemed: redeemed,
  card_saved: async (stage) =>
    made(stage.owner, `/cards/${(await newCard(stage)).id}/saved`, { platform: "apple" }),
};

/** Makes the event happen. */
export const cause = (name: EventName, stage: Stage): Promise<unknown> =>
  (overTheApi[name] ?? journaled(name))(stage);
