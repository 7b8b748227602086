import { messageLimits, type messengerChannels, type messengerProviders } from "../catalog/index.ts";
import type { Outbound } from "../core/safe-fetch.ts";
import { refused, type Refused, type SendOutcome } from "../core/send-outcome.ts";

/** What the product needs of a messenger provider; each provider is a folder that makes one of these. */

export type MessengerChannel = (typeof messengerChannels)[number];
export type MessengerKind = (typeof messengerProviders)[number];

/** Words of our own, or a template the messenger has approved, with values for its gaps in order. */
export type MessengerContent =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "template";
      readonly template: {
        readonly name: string;
        readonly language: string;
        readonly params: readonly string[];
      };
    };

export interface MessengerMessage {
  readonly channel: MessengerChannel;
  /** E.164; the provider knows the account behind it. */
  readonly to: { readonly phone: string };
  readonly content: MessengerContent;
  /** A repeat with the same key is the same message: the provider sends it once and gives the first answer. */
  readonly idempotency_key: string;
  readonly purpose: "marketing" | "service";
}

export interface MessengerPort {
  /** What the account can send over. */
  readonly channels: readonly MessengerChannel[];
  /** Hands one message over. Never throws for what the provider does. */
  send(message: MessengerMessage): Promise<SendOutcome>;
  /** Asks whether the address and the token are good. */
  check(): Promise<SendOutcome>;
}

/** A connected account, as its provider needs it to send. */
export interface MessengerAccount {
  readonly outbound: Outbound;
  readonly baseUrl: string;
  readonly token: string;
  readonly channels: readonly MessengerChannel[];
  /** Where the provider tells what became of a message. */
  readonly callbackUrl: string;
}

/** What a provider's folder gives the area; providers.ts lists them. */
export interface MessengerProvider {
  /** Below /v1, for one connection. */
  callbackPath(connectionId: string): string;
  open(account: MessengerAccount): MessengerPort;
}

/** The body of a WhatsApp template, gaps filled; other messengers have no templates of their own. */
const templateLimit = 1_024;

/** What no provider needs to be asked about; null when the message is within its channel's limits. */
export const overLimit = ({ channel, content }: MessengerMessage): Refused | null => {
  if (content.kind === "text") {
    const limit = messageLimits[channel];
    return content.text.length <= limit
      ? null
      : refused("invalid", `the text is longer than ${limit} characters`);
  }
  const filled = content.template.params.reduce((sum, value) => sum + value.length, 0);
  return filled <= templateLimit
    ? null
    : refused("template", `the template's values have more than ${templateLimit} characters`);
};
