import type { Outbound } from "../core/safe-fetch.ts";
import type { Platform } from "../platform/index.ts";

/** What a provider tells of a message later on. */
export interface StatusReport {
  /** The key the message was sent with. */
  readonly reference: string;
  readonly message_id: string;
  readonly status: "sent" | "delivered" | "read" | "failed";
  readonly error: string | null;
}

/** Who sends over messengers. Campaigns import messengers, so messengers do not import campaigns; wiring hands this in. */
export interface MessengerUser {
  report(platform: Platform, businessId: string, report: StatusReport): Promise<void>;
  /** The account was connected anew: what waited for it may go on. */
  resume(platform: Platform, businessId: string): Promise<void>;
}

export interface MessengerParts {
  readonly outbound: Outbound;
  readonly user: MessengerUser;
}
