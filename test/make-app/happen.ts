import { events, eventSample, type EventDefinition } from "../../server/src/catalog/index.ts";
import { defineCollection } from "../../server/src/core/store.ts";
import {
  buildEvent,
  systemActor,
  type EventRecord,
  type Projection,
} from "../../server/src/journal/index.ts";
import type { Stage } from "./stage.ts";

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

type Sample = Record<string, never> & {
  card: { id: string };
  customer: { id: string; wallet_pass_id: string; language: string };
};

const contact = {
  name: "Ann Lee",
  email: "ann.lee@example.com",
  phone: "+380671112233",
  birthday: "1990-05-14",
};

const recordOf = ({ app, businessId }: Stage, event: EventDefinition, at: Date): EventRecord => {
  const sample = eventSample(event) as Sample;
  const envelope = ["id", "event", "timestamp", "business_id", "location_id", "customer", "card"];
  const body = Object.fromEntries(Object.entries(sample).filter(([key]) => !envelope.includes(key)));
  const { id, language, wallet_pass_id } = sample.customer;
  return buildEvent(
    event,
    {
      at,
      business_id: businessId,
      location_id: "loc_45",
      customer: { id, language, ...contact },
      wallet_pass_id,
    },
    { id: app.platform.newId("evt"), card: sample.card as never, body },
  );
};

/**
 * Lets an event happen: journals one like its sample, which the server then delivers as it delivers any.
 * @returns the event's id
 */
export const happen = async (stage: Stage, name: string): Promise<string> => {
  const event = (events as readonly EventDefinition[]).find((each) => each.name === name);
  if (!event) throw new Error(`no event is called ${name}`);
  const { platform } = stage.app;
  const id = platform.newId("evt");
  const outcome = await platform.journal.run({
    projection: happenings,
    stream: `happening_${id}`,
    business_id: stage.businessId,
    kind: "happened",
    actor: systemActor,
    decide: async (_state, at) => {
      const record = recordOf(stage, event, at);
      return { facts: [{ type: "happened" }], events: [record], answer: record.id };
    },
  });
  return outcome.answer;
};
