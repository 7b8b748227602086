import { defineCollection } from "../core/store.ts";
import type { MessengerChannel, MessengerKind } from "./port.ts";

/** A business's account at a messenger provider. */
export interface MessengerConnection {
  _id: string;
  business_id: string;
  kind: MessengerKind;
  base_url: string;
  /** Sealed by the vault. */
  token: string;
  token_masked: string;
  channels: MessengerChannel[];
  /** `failing` when the provider refuses the token or the account, until a message or a check passes. */
  status: "connected" | "failing";
  last_error: string | null;
  last_error_at: Date | null;
  /** When it last posted to us, to the minute; absent before the first time. */
  last_callback_at?: Date;
  created_at: Date;
  updated_at: Date;
}

export const connections = defineCollection<MessengerConnection>("messenger_connections", [
  // one account of a kind; the connection of a business
  { keys: { business_id: 1, kind: 1 }, options: { unique: true } },
]);

/** A callback's event that has had its effect; kept longer than its signature is good for. */
export interface SeenCallback {
  /** `<connection>:<event id>` */
  _id: string;
  expires_at: Date;
}

export const seenCallbacks = defineCollection<SeenCallback>("messenger_callbacks", [
  // kept a day
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);

export const messengerCollections = [connections, seenCallbacks];
