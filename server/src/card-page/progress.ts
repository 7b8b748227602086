import { html, type Html } from "./html.ts";
import type { Texts } from "./texts.ts";
import type { CardView } from "./view.ts";

/** So many circles fit on a phone; longer programs show a bar. */
const mostCircles = 20;

const picture = (stamps: number, target: number, label: string): Html => {
  if (target > mostCircles)
    return html`<progress
      max="${target}"
      value="${Math.min(stamps, target)}"
      aria-label="${label}"
    ></progress>`;
  const circles = Array.from(
    { length: target },
    (_, at) => html`<span class="${at < stamps ? "stamp full" : "stamp"}"></span>`,
  );
  return html`<div class="stamps" role="img" aria-label="${label}">${circles}</div>`;
};

/** Where the card stands and what comes next. */
export const progressSection = ({ card, goals }: CardView, words: Texts): Html => {
  const target = goals.at(-1)?.stamps;
  const count = target === undefined ? words.stampsOnly(card.stamps) : words.stampsOf(card.stamps, target);
  const next = goals.find(({ isReached }) => !isReached);
  const missing = card.stamps_to_next_goal;
  return html`<section aria-labelledby="progress">
    <h2 id="progress">${words.progress}</h2>
    <p class="count">
      ${count}${card.cycle > 1 && html` <span class="hint">${words.cycle(card.cycle)}</span>`}
    </p>
    ${target !== undefined && picture(card.stamps, target, count)}
    ${card.status === "complete" && html`<p class="next">${words.complete}</p>`}
    ${next !== undefined && missing !== null && html`<p class="next">${words.toNext(missing, next.name)}</p>`}
  </section>`;
};

/** The goals of the program, those reached in this round marked in words too. */
export const goalSection = ({ goals }: CardView, words: Texts): Html | null => {
  if (goals.length === 0) return null;
  const items = goals.map(
    (goal) =>
      html`<li class="${goal.isReached ? "goal done" : "goal"}">
        <span class="reward">${goal.name}</span>
        <span class="at">${words.goalAt(goal.stamps)}${goal.isReached && html` · ✓ ${words.reached}`}</span>
      </li>`,
  );
  return html`<section aria-labelledby="goals">
    <h2 id="goals">${words.goals}</h2>
    <ol class="goals">
      ${items}
    </ol>
  </section>`;
};
