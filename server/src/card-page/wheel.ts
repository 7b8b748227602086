import { html, type Html } from "./html.ts";

/** A wheel of what can be won. It says nothing of chances: every name has the same room on it. */

const fewest = 6;
const most = 12;
const longestName = 13;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const short = (name: string): string => {
  const letters = [...graphemes.segment(name)].map(({ segment }) => segment);
  return letters.length <= longestName
    ? name
    : `${letters
        .slice(0, longestName - 1)
        .join("")
        .trimEnd()}…`;
};

/** Enough places for a wheel, and not too many to be read; what was won is always among them, in the first place. */
const placesOf = (names: readonly string[], won: number): string[] => {
  const turned = [...names.slice(won), ...names.slice(0, won)].slice(0, most);
  const rounds = Math.max(1, Math.ceil(fewest / Math.max(1, turned.length)));
  return Array.from({ length: rounds }, () => turned).flat();
};

const point = (radius: number, angle: number): string => {
  const turn = (angle / 180) * Math.PI;
  return `${(radius * Math.sin(turn)).toFixed(1)} ${(-radius * Math.cos(turn)).toFixed(1)}`;
};

/**
 * The wheel with what was won at the top, under the pointer. It is drawn as it stands at the end; only the way there is
 * an animation, so that without one everything is said all the same.
 * @param won index of what was won; 0 while nothing was
 */
export const wheelPicture = (names: readonly string[], won: number, motion: "waits" | "turns"): Html => {
  const places = placesOf(names, won);
  const step = 360 / places.length;
  const sectors = places.map((name, at) => {
    const color = places.length % 2 === 1 && at === places.length - 1 ? 2 : at % 2;
    const [from, to] = [point(92, (at - 0.5) * step), point(92, (at + 0.5) * step)];
    return html`<path d="M0 0L${from}A92 92 0 0 1 ${to}z" class="sector c${color}" /><text
        transform="rotate(${(at * step - 90).toFixed(1)})"
        x="77"
        y="3"
        class="name c${color}"
        >${short(name)}</text
      >`;
  });
  return html`<svg class="wheel ${motion}" viewBox="-100 -106 200 206" aria-hidden="true" focusable="false">
    <circle r="98" class="rim" />
    <g class="turning">${sectors}</g>
    <circle r="15" class="hub" />
    <path d="M-8-105H8L0-84z" class="pointer" />
  </svg>`;
};
