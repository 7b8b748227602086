import type { Mail } from "../../core/mail.ts";
import type { Outbound } from "../../core/safe-fetch.ts";
import type { Platform } from "../../platform/index.ts";
import { emailChannel } from "./email.ts";
import { messengerChannel } from "./messenger.ts";
import type { Channels, PushPort } from "./port.ts";
import { pushChannel } from "./push.ts";

/** The ways out of this installation. */
export interface WaysOut {
  /** The guarded way to messenger providers. */
  readonly outbound: Outbound;
  /** Null while SMTP_URL is not set. */
  readonly mail: Mail | null;
  readonly push: PushPort;
}

export const createChannels = (platform: Platform, { outbound, mail, push }: WaysOut): Channels => ({
  push: pushChannel(platform, push),
  email: emailChannel(platform, mail),
  whatsapp: messengerChannel(platform, outbound, "whatsapp"),
  telegram: messengerChannel(platform, outbound, "telegram"),
  viber: messengerChannel(platform, outbound, "viber"),
});
