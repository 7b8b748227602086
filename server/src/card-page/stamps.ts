import { html, type Html } from "./html.ts";

/** So many stamps are drawn as stamps; longer programs show a bar. */
export const mostStamps = 60;

/** How many stand in a row: rows of equal length where it can be, and never too small for a phone. */
const perRow = (target: number): number => {
  if (target <= 5) return target;
  if (target <= 10) return Math.ceil(target / 2);
  if (target <= 18) return Math.ceil(target / 3);
  return target <= 40 ? 8 : 10;
};

/** What the stamps are drawn from, once a page: a stamp, a present, an empty place for either. */
const shapes = html`<defs>
  <g id="s-full"
    ><circle cx="5" cy="5" r="4.2" class="disc" /><path d="m3 5.1 1.5 1.5 2.7-3" class="mark"
  /></g>
  <g id="s-won">
    <circle cx="5" cy="5" r="4.2" class="disc" />
    <path d="m5 2.3.85 1.75 1.9.27-1.38 1.35.33 1.9L5 6.67l-1.7.9.33-1.9-1.38-1.35 1.9-.27z" class="sign" />
  </g>
  <circle id="s-open" cx="5" cy="5" r="3.9" class="hole" />
  <g id="s-gift">
    <circle cx="5" cy="5" r="3.9" class="hole goal" />
    <path
      d="M3.1 4.3h3.8v.9H3.1zM3.4 5.5h3.2v1.8H3.4zM5 4.3v3M5 4.2c-.5-1-1.7-1-1.4-.2.1.2.7.2 1.4.2.7 0 1.3 0 1.4-.2.3-.8-.9-.8-1.4.2"
      class="gift"
    />
  </g>
</defs>`;

export interface Stamps {
  readonly stamps: number;
  readonly target: number;
  /** The counts at which something is given. */
  readonly goals: ReadonlySet<number>;
  /** What the picture says. */
  readonly label: string;
}

const shapeOf = (count: number, { stamps, goals }: Stamps): string => {
  if (count <= stamps) return goals.has(count) ? "s-won" : "s-full";
  return goals.has(count) ? "s-gift" : "s-open";
};

/** The stamps as stamps, those at which something is given marked; a bar for very many. */
export const stampsPicture = (card: Stamps): Html => {
  const { stamps, target, label } = card;
  if (target > mostStamps)
    return html`<progress
      max="${target}"
      value="${Math.min(stamps, target)}"
      aria-label="${label}"
    ></progress>`;
  const columns = perRow(target);
  const rows = Math.ceil(target / columns);
  const places = Array.from({ length: target }, (_, at) => {
    const row = Math.floor(at / columns);
    const inRow = row === rows - 1 ? target - row * columns : columns;
    const x = (at % columns) * 10 + (columns - inRow) * 5;
    const kind = `${at < stamps ? " full" : ""}${at === stamps - 1 ? " last" : ""}`;
    return html`<use href="#${shapeOf(at + 1, card)}" x="${x}" y="${row * 10}" class="stamp${kind}" />`;
  });
  // Few stamps would be huge across the whole card.
  const size = columns <= 3 ? "few" : columns <= 5 ? "some" : "many";
  return html`<svg
    class="stamps ${size}"
    viewBox="0 0 ${columns * 10} ${rows * 10}"
    role="img"
    aria-label="${label}"
  >
    ${shapes} ${places}
  </svg>`;
};
