import { html, type Html } from "./html.ts";
import type { Language, Texts } from "./texts.ts";
import type { CardView } from "./view.ts";

type Outcome = NonNullable<CardView["outcome"]>;

const headline = ({ type, name }: Outcome, words: Texts): string => {
  if (type === "try_again") return words.anotherTry;
  if (type === "no_prize") return words.noPrize;
  return `${words.won}: ${name}`;
};

/** What the last spin brought; read out at once by screen readers. */
export const outcomeSection = ({ outcome }: CardView, words: Texts): Html | null => {
  if (outcome === null) return null;
  const isPrize = outcome.type === "voucher" || outcome.type === "award";
  return html`<section class="${isPrize ? "outcome won" : "outcome"}" id="outcome" role="status">
    <p class="headline">${headline(outcome, words)}</p>
    ${outcome.greeting !== null && html`<p>${outcome.greeting}</p>`}
    ${outcome.type === "award" && html`<p>${words.askStaff}</p>`}
  </section>`;
};

export interface SpinForms {
  /** The card page's secret, which also guards the form: who can post it holds the card. */
  readonly token: string;
  readonly language: Language;
  readonly words: Texts;
}

/**
 * A form for each spin that waits. `tries` says which spin of a chain is meant, so that a form sent twice does not
 * use up the next one.
 */
export const spinSection = ({ spins }: CardView, { token, language, words }: SpinForms): Html | null => {
  if (spins.length === 0) return null;
  const forms = spins.map(
    (reward) =>
      html`<li>
        <form method="post" action="${token}/spin?lang=${language}">
          <input type="hidden" name="reward_id" value="${reward._id}" />
          <input type="hidden" name="tries" value="${reward.tries}" />
          <span class="reward">${reward.name}</span>
          <button>${words.spin}</button>
        </form>
      </li>`,
  );
  return html`<section class="spins" aria-labelledby="spins">
    <h2 id="spins">${words.spins}</h2>
    <ul>
      ${forms}
    </ul>
  </section>`;
};
