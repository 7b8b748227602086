import type { Mail, MailMessage } from "../../core/mail.ts";
import { inkOn, shownLook, visibleOn, type ShownLook } from "../../look/index.ts";
import type { Platform } from "../../platform/index.ts";
import { findTemplate } from "../../templates/index.ts";
import { escaped, paragraphs } from "../markup.ts";
import { voucherLines } from "../text.ts";
import { unsubscribeUrl } from "../unsubscribe.ts";
import { languageOf, wordsIn, type Words } from "../words.ts";
import type { Channel, Envelope } from "./port.ts";

interface Parts {
  readonly envelope: Envelope;
  readonly look: ShownLook;
  readonly words: Words;
  readonly unsubscribe: string;
}

const plainText = ({ envelope, look, words, unsubscribe }: Parts): string => {
  const { campaign, voucher, card, business } = envelope;
  return [
    campaign.message,
    voucher && voucherLines(voucher, null),
    card && `${words.openCard}: ${card.link}`,
    look.address && `${business.name}\n${look.address}`,
    `-- \n${words.whyThis}\n${words.unsubscribe}: ${unsubscribe}`,
  ]
    .filter((part) => part !== null)
    .join("\n\n");
};

/** The shop's name on its colour, with its logo. Mail programs know attributes and plain styles only. */
const head = ({ envelope, look }: Parts): string => {
  const logo =
    look.logo_url === null
      ? ""
      : `<img src="${escaped(look.logo_url)}" alt="" height="40" style="height:40px;max-width:120px;vertical-align:middle;background:#fff;border-radius:8px;padding:4px"> `;
  const style = `background:${look.color};color:${inkOn(look.color)};padding:16px 20px;border-radius:12px;font-size:20px`;
  return `<p style="${style}">${logo}<strong>${escaped(envelope.business.name)}</strong></p>`;
};

const markup = (parts: Parts, language: string): string => {
  const { envelope, look, words, unsubscribe } = parts;
  const { campaign, voucher, card } = envelope;
  const code = voucher?.code ? `<br><span style="font-size:24px">${escaped(voucher.code)}</span>` : "";
  const gift = voucher === null ? "" : `<p><strong>${escaped(voucher.title)}</strong>${code}</p>\n`;
  const accent = visibleOn(look.color, "#ffffff");
  const link =
    card === null
      ? ""
      : `<p><a href="${escaped(card.link)}" style="color:${accent}"><strong>${escaped(words.openCard)}</strong></a></p>\n`;
  const address = look.address === null ? "" : `${escaped(look.address).replaceAll("\n", "<br>")}<br>\n`;
  return `<!doctype html>
<html lang="${language}"><body style="font:16px/1.5 sans-serif;color:#241b2f;max-width:600px">
${head(parts)}
${paragraphs(campaign.message)}
${gift}${link}<p style="font-size:13px;color:#665f6e">${address}${escaped(words.whyThis)}
<a href="${escaped(unsubscribe)}">${escaped(words.unsubscribe)}</a></p>
</body></html>
`;
};

const hostOf = (platform: Platform): string => new URL(platform.publicUrl).hostname;

/** The email of one message. */
const composeEmail = (platform: Platform, envelope: Envelope, look: ShownLook): MailMessage => {
  const { business, campaign, customer } = envelope;
  const language = languageOf(customer.language ?? business.language);
  const words = wordsIn(language, business.name);
  const unsubscribe = unsubscribeUrl(platform, {
    businessId: business.id,
    customerId: customer._id,
    channel: "email",
  });
  const parts = { envelope, look, words, unsubscribe };
  return {
    messageId: `${envelope.key}@${hostOf(platform)}`,
    from: { name: business.name, address: platform.config.SMTP_FROM ?? `no-reply@${hostOf(platform)}` },
    to: customer.email ?? "",
    subject: campaign.subject ?? campaign.name,
    text: plainText(parts),
    html: markup(parts, language),
    headers: {
      "List-Unsubscribe": `<${unsubscribe}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  };
};

/** As the card's program looks, else as the business. */
const lookOf = async (platform: Platform, { business, card }: Envelope): Promise<ShownLook> =>
  shownLook(business, card && (await findTemplate(platform, business.id, card.template_id)));

/** Email over the installation's mail server. */
export const emailChannel = (platform: Platform, mail: Mail | null): Channel => ({
  repeats: "never",
  perSecond: 10,
  atOnce: 8,
  open: async () =>
    mail &&
    (async (envelope) => mail.send(composeEmail(platform, envelope, await lookOf(platform, envelope)))),
});
