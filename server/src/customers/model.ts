import { consentChannels, type customerMembers } from "../catalog/index.ts";
import { defineCollection } from "../core/store.ts";
import type { Actor } from "../journal/index.ts";

export { consentChannels };

export type ConsentChannel = (typeof consentChannels)[number];
/** A channel that is absent was never asked about, and counts as no. */
export type Consents = Partial<Record<ConsentChannel, boolean>>;

export type CustomerMember = (typeof customerMembers)[number];

/** What is still to be told of a customer. No personal data. */
export interface CustomerNews {
  /** The event's id. */
  readonly id: string;
  readonly at: Date;
  /** Members that are different now; null for a new customer. */
  readonly changed: readonly CustomerMember[] | null;
  readonly actor: Actor;
  readonly location_id: string | null;
}

export interface CustomerDocument {
  _id: string;
  business_id: string;
  /** Seals what is written of this customer anywhere else; never shown. Customers of 0.1.0 get one when it is needed. */
  key?: string;
  name: string | null;
  /** The name's parts; absent in customers who were written before it had them, and then split from it. */
  first_name?: string | null;
  last_name?: string | null;
  /** What the name is found by, folded; absent in customers of 0.1.0 until the first start. */
  name_key?: string | null;
  last_name_key?: string | null;
  /** Lower case. */
  email: string | null;
  /** E.164. */
  phone: string | null;
  birthday: string | null;
  /** MM-DD of the birthday; what the clockwork looks for. */
  birthday_md: string | null;
  language: string | null;
  external_id: string | null;
  consents: Consents;
  created_at: Date;
  updated_at: Date;
  /** What is still to be told of it. */
  news?: readonly CustomerNews[];
  /** The last keyed call that changed it: its second run changes nothing. */
  saved_in?: string;
}

const foundBy = (field: string) => ({ partialFilterExpression: { [field]: { $type: "string" } } });
const whenText = (field: string) => ({ unique: true, ...foundBy(field) });

/**
 * Customers are plain documents, not projections: the journal is kept for ever, personal data must be erasable.
 */
export const customers = defineCollection<CustomerDocument>("customers", [
  // selectors, find-or-create; each unique in a business. The tenant leads, so they hold on a sharded cluster too.
  { keys: { business_id: 1, email: 1 }, options: whenText("email") },
  { keys: { business_id: 1, phone: 1 }, options: whenText("phone") },
  { keys: { business_id: 1, external_id: 1 }, options: whenText("external_id") },
  // GET /customers?query=
  { keys: { business_id: 1, name_key: 1 }, options: foundBy("name_key") },
  { keys: { business_id: 1, last_name_key: 1 }, options: foundBy("last_name_key") },
  // clockwork: whose birthday it is
  { keys: { business_id: 1, birthday_md: 1 } },
  // sweep: what a crash left untold
  { keys: { "news.at": 1 }, options: { sparse: true } },
  // GET /customers
  { keys: { business_id: 1, _id: -1 } },
]);

/** Each channel's consent, in the order of the answers. */
export const consentsOf = ({
  consents,
}: Pick<CustomerDocument, "consents">): Record<ConsentChannel, boolean> =>
  Object.fromEntries(consentChannels.map((channel) => [channel, consents[channel] ?? false])) as Record<
    ConsentChannel,
    boolean
  >;
