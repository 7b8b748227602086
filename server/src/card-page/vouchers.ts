import { barcodeImage, qrImage } from "./codes.ts";
import { html, type Html } from "./html.ts";
import type { Texts } from "./texts.ts";
import type { ShownVoucher } from "./view.ts";

export interface VoucherWords {
  readonly words: Texts;
  /** A day in the business's time zone and the page's language. */
  dayOf(instant: string): string;
}

const codeOf = async (voucher: ShownVoucher, words: Texts): Promise<Html> => {
  const { redeem_code: code, redeem_code_formats: formats } = voucher;
  if (code === null) return html`<p class="hint">${words.noCode}</p>`;
  const qr = formats.includes("qr")
    ? html`<img class="qr" src="${await qrImage(code)}" width="180" height="180" alt="${words.qrOf(code)}" />`
    : null;
  const barcode = formats.includes("barcode")
    ? html`<img
        class="barcode"
        src="${barcodeImage(code)}"
        width="260"
        height="76"
        alt="${words.barcodeOf(code)}"
      />`
    : null;
  const text =
    formats.includes("text") || formats.length === 0
      ? html`<p class="code"><span class="hint">${words.code}</span> <strong>${code}</strong></p>`
      : null;
  return html`<div class="codes">${qr}${barcode}${text}</div>`;
};

const dateLine = (voucher: ShownVoucher, { words, dayOf }: VoucherWords): Html | null => {
  if (voucher.status === "issued" && voucher.valid_from !== null)
    return html`<p class="date">${words.validFrom(dayOf(voucher.valid_from))}</p>`;
  if (voucher.expires_at === null) return null;
  return html`<p class="date">${words.validUntil(dayOf(voucher.expires_at))}</p>`;
};

const usable = async (voucher: ShownVoucher, say: VoucherWords): Promise<Html> =>
  html`<li class="voucher">
    ${voucher.image_url?.startsWith("https:") && html`<img class="picture" src="${voucher.image_url}" alt="" loading="lazy" />`}
    <h3>${voucher.title}</h3>
    ${voucher.description !== null && html`<p>${voucher.description}</p>`} ${dateLine(voucher, say)}
    ${await codeOf(voucher, say.words)}
  </li>`;

const stateWord = ({ status }: ShownVoucher, words: Texts): string =>
  status === "redeemed" ? words.redeemed : status === "cancelled" ? words.cancelled : words.expired;

/** The vouchers that can be used, with their codes, and below them the earlier ones. */
export const voucherSection = async (
  { usable: open, past }: { usable: readonly ShownVoucher[]; past: readonly ShownVoucher[] },
  say: VoucherWords,
): Promise<Html> => {
  const { words } = say;
  const items = await Promise.all(open.map((voucher) => usable(voucher, say)));
  const earlier = html`<details>
    <summary>${words.earlier}</summary>
    <ul class="past">
      ${past.map((voucher) => html`<li><span>${voucher.title}</span> <span class="state">${stateWord(voucher, words)}</span></li>`)}
    </ul>
  </details>`;
  return html`<section aria-labelledby="vouchers">
    <h2 id="vouchers">${words.vouchers}</h2>
    ${
      items.length > 0
        ? html`<ul class="vouchers">
            ${items}
          </ul>`
        : html`<p class="hint">${words.noVouchers}</p>`
    }
    ${past.length > 0 && earlier}
  </section>`;
};
