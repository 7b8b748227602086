import { ownPictureName } from "../pictures/index.ts";
import { qrPicture } from "./codes.ts";
import { html, type Html } from "./html.ts";
import { framed } from "./page.ts";
import { goalSection, progressSection } from "./progress.ts";
import { outcomeSection, spinSection } from "./spins.ts";
import { texts, type Language, type Texts } from "./texts.ts";
import type { CardView } from "./view.ts";
import { voucherSection } from "./vouchers.ts";

/** Where the customer may keep the card: addresses of the wallets that are set up. */
export interface WalletLinks {
  readonly apple: string | null;
  readonly google: string | null;
}

export interface CardPage {
  /** The card's secret, which its forms go to. */
  readonly token: string;
  readonly language: Language;
  readonly view: CardView;
  readonly wallets: WalletLinks;
  /** Where pictures of our own are: those are shown by the way from the page. */
  readonly publicUrl: string;
  /** The way from the page's address to /c, with a slash at its end; empty, as from /c/<token>, when left out. */
  readonly base?: string;
  /** The voucher whose codes are asked for. */
  readonly voucher?: string | null;
}

type PictureOf = (url: string | null) => string | null;

/** Pictures of ours by the way from the page, others only over https: the page's policy shows no others. */
const picturesFrom =
  (publicUrl: string, base: string): PictureOf =>
  (url) => {
    const own = ownPictureName(publicUrl, url);
    if (own !== null) return `${base}../pictures/${own}`;
    return url?.startsWith("https:") === true ? url : null;
  };

const face = (view: CardView, words: Texts, pictureOf: PictureOf): Html => {
  const { business, look, holder, card } = view;
  const [logo, picture] = [pictureOf(look.logo_url), pictureOf(look.picture_url)];
  return html`<header class="face">
    ${picture !== null && html`<img class="hero" src="${picture}" alt="" />`}
    <div class="title">
      ${logo !== null && html`<img class="logo" src="${logo}" alt="" width="56" height="56" />`}
      <div>
        <p class="business">${business.name}</p>
        <h1>${card.template_name}</h1>
      </div>
    </div>
    ${progressSection(view, words)}
    <p class="holder">
      <span>${holder && words.greeting(holder)}</span>
      <span class="no">${card.number}</span>
    </p>
  </header>`;
};

const numberSection = ({ card }: CardView, words: Texts): Html =>
  html`<section class="panel number" aria-labelledby="number">
    <h2 id="number" class="unseen">${words.yourCode}</h2>
    ${qrPicture(card.number, words.qrOf(card.number))}
    <p><span class="hint">${words.cardNumber}</span> <strong>${card.number}</strong></p>
    <p class="how">${words.showAtTill}</p>
  </section>`;

const awardSection = ({ awards }: CardView, words: Texts, dayOf: (at: string) => string): Html | null => {
  if (awards.length === 0) return null;
  const items = awards.map(
    ({ name, at }) => html`<li><span class="reward">${name}</span> <span class="at">${dayOf(at)}</span></li>`,
  );
  return html`<section class="panel" aria-labelledby="awards">
    <h2 id="awards">${words.prizes}</h2>
    <ul class="past">
      ${items}
    </ul>
    <p class="hint">${words.awardHow}</p>
  </section>`;
};

const walletSection = ({ apple, google }: WalletLinks, words: Texts): Html | null => {
  if (apple === null && google === null) return null;
  return html`<section class="panel wallets" aria-labelledby="wallets">
    <h2 id="wallets">${words.saveToWallet}</h2>
    ${apple !== null && html`<a class="button" href="${apple}">${words.apple}</a>`}
    ${google !== null && html`<a class="button" href="${google}">${words.google}</a>`}
  </section>`;
};

/**
 * The page of a card: what it has, what can be done with it, nothing that needs a script. It is made of what it is given
 * alone, so that a draft can be shown before there is a card.
 */
export const renderCardPage = (page: CardPage): string => {
  const { token, language, view, wallets, publicUrl, base = "", voucher: asked = null } = page;
  const words = texts[language];
  const { business, look, card } = view;
  const days = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "hi-IN", {
    dateStyle: "long",
    timeZone: business.time_zone,
  });
  const dayOf = (instant: string): string => days.format(new Date(instant));
  const pictureOf = picturesFrom(publicUrl, base);
  const linkTo = (id: string): string => `?lang=${language}&voucher=${id}#${id}`;
  const content = html`${face(view, words, pictureOf)}
    <main>
      ${outcomeSection(view, words)} ${spinSection(view, { token, base, language, words })}
      ${numberSection(view, words)} ${voucherSection(view, { words, dayOf, pictureOf, linkTo, asked })}
      ${goalSection(view, words, pictureOf)} ${awardSection(view, words, dayOf)}
      ${walletSection(wallets, words)}
    </main>`;
  const end = look.address && html`<address><strong>${words.findUs}</strong> ${look.address}</address>`;
  const title = `${card.template_name} · ${business.name}`;
  return framed({ language, title, color: look.color, base, content, end: end || null });
};
