import { barcodePicture, qrPicture } from "./codes.ts";
import { html, type Html } from "./html.ts";
import type { Texts } from "./texts.ts";
import type { CardView, ShownVoucher } from "./view.ts";

export interface VoucherWords {
  readonly words: Texts;
  /** A day in the business's time zone and the page's language. */
  dayOf(instant: string): string;
  /** The address to show for a picture's; null for one that cannot be shown. */
  pictureOf(url: string | null): string | null;
  /** Where the page shows one voucher's codes. */
  linkTo(voucherId: string): string;
  /** The voucher whose codes are asked for. */
  readonly asked: string | null;
}

/** So many vouchers show their codes at once, so that a page of very many stays light. */
const mostDrawn = 6;

/** Before its day nobody is sent to the till with it. */
const codesOf = (voucher: ShownVoucher, words: Texts): Html => {
  const { redeem_code: code, redeem_code_formats: formats, status } = voucher;
  if (code === null) return html`<p class="how">${words.noCode}</p>`;
  const isText = formats.includes("text") || formats.length === 0;
  return html`<div class="codes">
    ${formats.includes("qr") && qrPicture(code, words.qrOf(code))}
    ${formats.includes("barcode") && barcodePicture(code, words.barcodeOf(code))}
    ${isText && html`<p class="code"><span class="unseen">${words.code}</span> <strong${code.length > 16 && html` class="long"`}>${code}</strong></p>`}
    ${status === "active" && html`<p class="how">${words.showVoucher}</p>`}
  </div>`;
};

const stateOf = ({ status, valid_from: from, expires_at: until }: ShownVoucher, say: VoucherWords): Html => {
  const isReady = status === "active";
  const day =
    !isReady && from !== null
      ? say.words.validFrom(say.dayOf(from))
      : until !== null && say.words.validUntil(say.dayOf(until));
  return html`<p class="when">
    <span class="state ${isReady ? "ready" : "later"}">${isReady ? say.words.ready : say.words.notYet}</span>
    ${day && html`<span class="date">${day}</span>`}
  </p>`;
};

const usable = (voucher: ShownVoucher, isDrawn: boolean, say: VoucherWords): Html => {
  const src = say.pictureOf(voucher.image_url);
  const rest = html`<p class="how"><a href="${say.linkTo(voucher.id)}">${say.words.showCode}</a></p>`;
  return html`<li class="voucher" id="${voucher.id}">
    ${src !== null && html`<img class="picture" src="${src}" alt="" loading="lazy" />`}
    <div class="text">
      <h3>${voucher.title}</h3>
      ${stateOf(voucher, say)} ${voucher.description !== null && html`<p>${voucher.description}</p>`}
    </div>
    <div class="tear">${isDrawn || voucher.redeem_code === null ? codesOf(voucher, say.words) : rest}</div>
  </li>`;
};

const stateWord = ({ status }: ShownVoucher, words: Texts): string =>
  status === "redeemed" ? words.redeemed : status === "cancelled" ? words.cancelled : words.expired;

const earlier = (past: readonly ShownVoucher[], words: Texts): Html =>
  html`<details>
    <summary>${words.earlier}</summary>
    <ul class="past">
      ${past.map((voucher) => html`<li><span>${voucher.title}</span> <span class="over">${stateWord(voucher, words)}</span></li>`)}
    </ul>
  </details>`;

/** The vouchers that can be used, with their codes, and below them the earlier ones. */
export const voucherSection = ({ usable: open, past }: CardView, say: VoucherWords): Html => {
  const { words, asked } = say;
  const items = open.map((voucher, at) => usable(voucher, at < mostDrawn || voucher.id === asked, say));
  return html`<section class="panel" aria-labelledby="vouchers">
    <h2 id="vouchers">${words.vouchers}</h2>
    ${
      items.length > 0
        ? html`<ul class="vouchers">
            ${items}
          </ul>`
        : html`<p class="hint">${words.noVouchers}</p>`
    }
    ${past.length > 0 && earlier(past, words)}
  </section>`;
};
