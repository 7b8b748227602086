import type { Outbound } from "../../core/safe-fetch.ts";
import { refused } from "../../core/send-outcome.ts";
import type { Platform } from "../../platform/index.ts";
import { openMessenger, type MessengerChannel } from "../../messengers/index.ts";
import { messengerText } from "../text.ts";
import type { Channel } from "./port.ts";

/** Below what the messengers themselves bear: WhatsApp 80 a second, Telegram about 30, Viber 50. */
const pace: Readonly<Record<MessengerChannel, number>> = { whatsapp: 40, telegram: 25, viber: 40 };

/** Messages over the business's messenger provider. */
export const messengerChannel = (
  platform: Platform,
  outbound: Outbound,
  channel: MessengerChannel,
): Channel => ({
  repeats: "by_key",
  perSecond: pace[channel],
  atOnce: 16,
  async open(business) {
    const port = await openMessenger(platform, outbound, business.id);
    if (port === null || !port.channels.includes(channel)) return null;
    return async ({ key, campaign, customer, card, voucher }) => {
      if (customer.phone === null) return refused("unreachable", "the customer has no phone");
      const text = messengerText(campaign, voucher, card?.link ?? null);
      return port.send({
        channel,
        to: { phone: customer.phone },
        content: { kind: "text", text },
        idempotency_key: key,
        purpose: "marketing",
      });
    };
  },
});
