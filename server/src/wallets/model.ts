import type { WalletPlatform } from "../cards/index.ts";
import { defineCollection } from "../core/store.ts";

/** A message shown on a pass; a repeat with the same key is the same message. */
export interface PassNews {
  readonly key: string;
  /** What the notification shows; null for the text itself. */
  readonly header: string | null;
  /** Where it comes from. */
  readonly title: string;
  readonly text: string;
}

/** A card as it lies in a wallet. What it shows is made from the card each time; this says what has to be told. */
export interface PassDocument {
  /** `<platform>:<card id>` */
  _id: string;
  platform: WalletPlatform;
  card_id: string;
  business_id: string;
  /** What phones prove themselves with, sealed; Apple only. */
  auth_token: string | null;
  news: PassNews | null;
  /** When what it shows last changed. */
  changed_at: Date;
  /** Only in those of 0.1.0: when the wallet was to be told of a change; null when it was not. */
  due_at?: Date | null;
}

export const passes = defineCollection<PassDocument>("wallet_passes", [
  // a card has changed
  { keys: { card_id: 1 } },
  // what 0.1.0 left due
  { keys: { due_at: 1 } },
]);

/** A phone that wants to hear of a pass. */
export interface RegistrationDocument {
  /** `<device>:<card id>` */
  _id: string;
  device: string;
  card_id: string;
  push_token: string;
  registered_at: Date;
}

export const registrations = defineCollection<RegistrationDocument>("apple_registrations", [
  // the updated list of a phone
  { keys: { device: 1 } },
  // whom to push
  { keys: { card_id: 1 } },
  // a token that Apple has called gone
  { keys: { push_token: 1 } },
]);

/** Nonces of Google's callbacks that had their effect, until they could not be repeated any more. */
export const nonces = defineCollection<{ _id: string; expires_at: Date }>("google_nonces", [
  // their end
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);
