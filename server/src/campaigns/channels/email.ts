import type { Mail, MailMessage } from "../../core/mail.ts";
import type { Platform } from "../../platform/index.ts";
import { escaped, paragraphs } from "../markup.ts";
import { voucherLines } from "../text.ts";
import { unsubscribeUrl } from "../unsubscribe.ts";
import { languageOf, wordsIn, type Words } from "../words.ts";
import type { Channel, Envelope } from "./port.ts";

interface Parts {
  readonly envelope: Envelope;
  readonly words: Words;
  readonly unsubscribe: string;
}

const plainText = ({ envelope, words, unsubscribe }: Parts): string => {
  const { campaign, voucher, card } = envelope;
  return [
    campaign.message,
    voucher && voucherLines(voucher, null),
    card && `${words.openCard}: ${card.link}`,
    `-- \n${words.whyThis}\n${words.unsubscribe}: ${unsubscribe}`,
  ]
    .filter((part) => part !== null)
    .join("\n\n");
};

const markup = ({ envelope, words, unsubscribe }: Parts, language: string): string => {
  const { campaign, voucher, card } = envelope;
  const code = voucher?.code ? `<br><span style="font-size:24px">${escaped(voucher.code)}</span>` : "";
  const gift = voucher === null ? "" : `<p><strong>${escaped(voucher.title)}</strong>${code}</p>\n`;
  const link = card === null ? "" : `<p><a href="${escaped(card.link)}">${escaped(words.openCard)}</a></p>\n`;
  return `<!doctype html>
<html lang="${language}"><body style="font:16px/1.5 sans-serif;color:#241b2f">
${paragraphs(campaign.message)}
${gift}${link}<p style="font-size:13px;color:#665f6e">${escaped(words.whyThis)}
<a href="${escaped(unsubscribe)}">${escaped(words.unsubscribe)}</a></p>
</body></html>
`;
};

const hostOf = (platform: Platform): string => new URL(platform.publicUrl).hostname;

/** The email of one message. */
export const composeEmail = (platform: Platform, envelope: Envelope, to: string): MailMessage => {
  const { business, campaign, customer } = envelope;
  const language = languageOf(customer.language ?? business.language);
  const words = wordsIn(language, business.name);
  const unsubscribe = unsubscribeUrl(platform, {
    businessId: business.id,
    customerId: customer._id,
    channel: "email",
  });
  const parts = { envelope, words, unsubscribe };
  return {
    messageId: `${envelope.key}@${hostOf(platform)}`,
    from: { name: business.name, address: platform.config.SMTP_FROM ?? `no-reply@${hostOf(platform)}` },
    to,
    subject: campaign.subject ?? campaign.name,
    text: plainText(parts),
    html: markup(parts, language),
    headers: {
      "List-Unsubscribe": `<${unsubscribe}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  };
};

/** Email over the installation's mail server. */
export const emailChannel = (platform: Platform, mail: Mail | null): Channel => ({
  repeats: "never",
  perSecond: 10,
  atOnce: 8,
  open: async () =>
    mail && (async (envelope) => mail.send(composeEmail(platform, envelope, envelope.customer.email ?? ""))),
});
