import type { Sealed } from "../core/seals.ts";
import { defineCollection } from "../core/store.ts";

/** Who caused an entry. `via` says how it reached us. */
export interface Actor {
  readonly kind: "staff" | "customer" | "till" | "system";
  readonly staff_id: string | null;
  readonly via: "key" | "session" | "till" | "page" | "clock" | "wallet";
}

export const systemActor: Actor = { kind: "system", staff_id: null, via: "clock" };

/** What changed; areas define their own members. Facts are what state is rebuilt from, so a type never changes its meaning. */
export interface Fact {
  readonly type: string;
}

/** Personal data of the moment, kept apart from the body; members in wire order. */
export interface Contact {
  name: string | null;
  email: string | null;
  phone: string | null;
  birthday: string | null;
  /** Absent, as are those after it, in events written before events had them. */
  first_name?: string | null;
  last_name?: string | null;
  external_id?: string | null;
  consents?: Readonly<Record<string, boolean>> | null;
}

/** Contact data as it is kept: sealed under the customer's key, a `Contact` as JSON. 0.1.0 kept it plain. */
export type KeptContact = Sealed | Contact;

/** An event's body as it is kept: the exact JSON of the ids form. An object, members in wire order, in what was written before that. */
export type KeptBody = string | Readonly<Record<string, unknown>>;

/** What hooks filter by and lists select by. */
export interface EventRefs {
  card_id: string | null;
  customer_id: string | null;
  template_id: string | null;
  location_id: string | null;
  voucher_id: string | null;
  voucher_template_id: string | null;
}

export interface EventRecord {
  readonly id: string;
  readonly name: string;
  /** False for kinds that only the journal and the card's history show. */
  readonly is_public: boolean;
  readonly body: KeptBody;
  readonly contact: KeptContact | null;
  readonly refs: EventRefs;
  /** How many stamps it tells of, where these are several, for statistics. Absent beside a body that is an object. */
  readonly stamps?: number;
}

/** One command's change and its events: the only thing a command writes before it is acknowledged. */
export interface Entry {
  /** `<stream>:<seq>`; unique, and thereby the lock. */
  readonly _id: string;
  readonly stream: string;
  readonly seq: number;
  readonly business_id: string;
  readonly customer_id: string | null;
  readonly at: Date;
  readonly kind: string;
  readonly actor: Actor;
  readonly facts: readonly Fact[];
  readonly events: readonly EventRecord[];
  /** Tells our own write from somebody else's under the same id. */
  readonly token: string;
  /** Values it uses up. Absent in entries of 0.1.0, as is what it gives back. */
  readonly claims?: readonly string[];
  /** Values that earlier entries of its stream had used up and that are free again with it. */
  readonly releases?: readonly string[];
  readonly fanout: "pending" | "done";
  /** The answer given, sealed; kept when a repeat of the command must get it again. Under a customer's key where there is one. */
  readonly answer?: Sealed | string;
  /** When the key ends for which the answer is kept, and the answer with it. */
  readonly answer_ends_at?: Date;
}

export const entryId = (stream: string, seq: number): string => `${stream}:${seq}`;

export const journalCollection = defineCollection<Entry>("journal", [
  // load: the entries of a stream after a seq
  { keys: { stream: 1, seq: 1 } },
  // relay: what a crash left
  { keys: { at: 1 }, options: { partialFilterExpression: { fanout: "pending" } } },
  // export, erase: a customer's entries
  { keys: { customer_id: 1, _id: 1 } },
  // sweep: answers that nobody can ask for any more
  { keys: { answer_ends_at: 1 }, options: { sparse: true } },
]);

/** A public or internal event as lists read it; a projection of the journal. */
export interface EventDocument extends EventRefs {
  _id: string;
  business_id: string;
  name: string;
  is_public: boolean;
  at: Date;
  entry: string;
  body: KeptBody;
  contact: KeptContact | null;
  /** @see EventRecord.stamps */
  stamps?: number;
}

export const eventsCollection = defineCollection<EventDocument>("events", [
  // GET /events
  { keys: { business_id: 1, is_public: 1, _id: -1 } },
  // GET /events?type=
  { keys: { business_id: 1, name: 1, _id: -1 } },
  // GET /cards/:id/history, GET /events?card_id=
  { keys: { card_id: 1, _id: -1 } },
  // export, erase
  { keys: { customer_id: 1, _id: 1 } },
]);
