import { html, type Html } from "./html.ts";
import { stampsPicture } from "./stamps.ts";
import type { Texts } from "./texts.ts";
import type { CardView } from "./view.ts";

/** Where the card stands and what comes next: on the card itself. */
export const progressSection = ({ card, goals }: CardView, words: Texts): Html => {
  const target = goals.at(-1)?.stamps;
  const label = target === undefined ? words.stampsOnly(card.stamps) : words.stampsOf(card.stamps, target);
  const next = goals.find(({ isReached }) => !isReached);
  const missing = card.stamps_to_next_goal;
  const marked = new Set(goals.map(({ stamps }) => stamps));
  return html`<section class="progress" aria-labelledby="progress">
    <h2 id="progress" class="unseen">${words.progress}</h2>
    ${target !== undefined && stampsPicture({ stamps: card.stamps, target, goals: marked, label })}
    <p class="count">
      ${label}${card.cycle > 1 && html` <span class="round">${words.cycle(card.cycle)}</span>`}
    </p>
    ${card.status === "complete" && html`<p class="next">${words.complete}</p>`}
    ${next !== undefined && missing !== null && html`<p class="next">${words.toNext(missing, next.name)}</p>`}
  </section>`;
};

/**
 * The goals of the program, those reached in this round marked in words too.
 * @param pictureOf the address to show for a picture's; null for one that cannot be shown
 */
export const goalSection = (
  { goals }: CardView,
  words: Texts,
  pictureOf: (url: string | null) => string | null,
): Html | null => {
  if (goals.length === 0) return null;
  const items = goals.map((goal) => {
    const src = pictureOf(goal.image_url);
    return html`<li class="${goal.isReached ? "goal done" : "goal"}">
      ${
        src === null
          ? html`<span class="at-count" aria-hidden="true">${goal.isReached ? "✓" : goal.stamps}</span>`
          : html`<img class="thumb" src="${src}" alt="" width="48" height="48" loading="lazy" />`
      }
      <span class="what"
        ><span class="reward">${goal.name}</span>
        <span class="at"
          >${words.goalAt(goal.stamps)}${goal.isReached && html` · ${words.reached}`}</span
        ></span
      >
    </li>`;
  });
  return html`<section class="panel" aria-labelledby="goals">
    <h2 id="goals">${words.goals}</h2>
    <ol class="goals">
      ${items}
    </ol>
  </section>`;
};
