import { qrImage } from "./codes.ts";
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
  readonly token: string;
  readonly language: Language;
  readonly view: CardView;
  readonly wallets: WalletLinks;
}

const awardSection = ({ awards }: CardView, words: Texts, dayOf: (at: string) => string): Html | null => {
  if (awards.length === 0) return null;
  const items = awards.map(
    ({ name, at }) => html`<li><span class="reward">${name}</span> <span class="at">${dayOf(at)}</span></li>`,
  );
  return html`<section aria-labelledby="awards">
    <h2 id="awards">${words.prizes}</h2>
    <ul class="goals">
      ${items}
    </ul>
  </section>`;
};

const walletSection = ({ apple, google }: WalletLinks, words: Texts): Html | null => {
  if (apple === null && google === null) return null;
  return html`<section class="wallets" aria-labelledby="wallets">
    <h2 id="wallets">${words.saveToWallet}</h2>
    ${apple !== null && html`<a class="button" href="${apple}">${words.apple}</a>`}
    ${google !== null && html`<a class="button" href="${google}">${words.google}</a>`}
  </section>`;
};

const numberSection = async ({ card }: CardView, words: Texts): Promise<Html> =>
  html`<section class="number">
    <img
      class="qr"
      src="${await qrImage(card.number)}"
      width="180"
      height="180"
      alt="${words.qrOf(card.number)}"
    />
    <p><span class="hint">${words.cardNumber}</span> <strong>${card.number}</strong></p>
    <p class="hint">${words.showAtTill}</p>
  </section>`;

/** The page of a card: what it has, what can be done with it, nothing that needs a script. */
export const cardPage = async ({ token, language, view, wallets }: CardPage): Promise<string> => {
  const words = texts[language];
  const { business, customer, card } = view;
  const days = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: business.time_zone });
  const dayOf = (instant: string): string => days.format(new Date(instant));
  const title = `${card.template_name} · ${business.name}`;
  const content = html`<header>
      <p class="business">${business.name}</p>
      <h1>${card.template_name}</h1>
      ${customer.name && html`<p>${words.greeting(customer.name)}</p>`}
    </header>
    <main>
      ${outcomeSection(view, words)} ${spinSection(view, { token, language, words })}
      ${progressSection(view, words)} ${await numberSection(view, words)}
      ${await voucherSection(view, { words, dayOf })} ${goalSection(view, words)}
      ${awardSection(view, words, dayOf)} ${walletSection(wallets, words)}
    </main>`;
  return framed({ language, title, base: "", content });
};
