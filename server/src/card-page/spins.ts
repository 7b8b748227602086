import { html, type Html } from "./html.ts";
import type { Language, Texts } from "./texts.ts";
import type { CardView, ShownOutcome, ShownSpin } from "./view.ts";
import { wheelPicture } from "./wheel.ts";

const headline = ({ type, name }: ShownOutcome, words: Texts): string => {
  if (type === "try_again") return words.anotherTry;
  if (type === "no_prize") return words.noPrize;
  return `${words.won}: ${name}`;
};

const confetti = html`<span class="confetti" aria-hidden="true"
  >${Array.from({ length: 12 }, () => html`<i></i>`)}</span
>`;

/** What the last spin brought: the wheel comes to rest at it, then it is said. Read out at once by screen readers. */
export const outcomeSection = ({ outcome }: CardView, words: Texts): Html | null => {
  if (outcome === null) return null;
  const isPrize = outcome.type === "voucher" || outcome.type === "award";
  return html`<section
    class="panel ${isPrize ? "outcome won" : "outcome"}"
    id="outcome"
    aria-labelledby="played"
  >
    <h2 id="played" class="unseen">${words.outcome}</h2>
    ${wheelPicture(outcome.prizes, outcome.at, "turns")}
    <div class="told" role="status">
      ${isPrize && confetti}
      <p class="headline">${headline(outcome, words)}</p>
      ${outcome.greeting !== null && html`<p>${outcome.greeting}</p>`}
      ${outcome.type === "award" && html`<p class="hint">${words.askStaff}</p>`}
      ${outcome.type === "voucher" && html`<p class="hint">${words.wonVoucher}</p>`}
    </div>
  </section>`;
};

export interface SpinForms {
  /** The card page's secret, which also guards the form: who can post it holds the card. */
  readonly token: string;
  readonly base: string;
  readonly language: Language;
  readonly words: Texts;
}

/** `tries` says which spin of a chain is meant, so that a form sent twice does not use up the next one. */
const spinForm = (spin: ShownSpin, { token, base, language, words }: SpinForms): Html =>
  html`<form method="post" action="${base}${token}/spin?lang=${language}">
    <input type="hidden" name="reward_id" value="${spin.id}" />
    <input type="hidden" name="tries" value="${spin.tries}" />
    <span class="reward">${spin.name}</span>
    <button>${words.spin}</button>
  </form>`;

/** A form for each spin that waits; the wheel of the first, unless the last one still stands there. */
export const spinSection = ({ spins, outcome }: CardView, forms: SpinForms): Html | null => {
  const [first] = spins;
  if (first === undefined) return null;
  const { words } = forms;
  return html`<section class="panel spins" aria-labelledby="spins">
    <h2 id="spins">${words.spins}</h2>
    ${outcome === null && wheelPicture(first.prizes, 0, "waits")}
    <p class="hint">${words.spinHow}</p>
    <ul>
      ${spins.map((spin) => html`<li>${spinForm(spin, forms)}</li>`)}
    </ul>
  </section>`;
};
