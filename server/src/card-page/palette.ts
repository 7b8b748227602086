import { inkOn, mixed, visibleOn } from "../look/index.ts";

/** Variables of the page's style that come from the shop's one colour: its own file, since the page has no styles inside. */

const lightPaper = "#ffffff";
const darkPaper = "#131217";
const darkPanel = "#1f1d25";

interface Theme {
  readonly paper: string;
  readonly panel: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
}

const lightTheme = (color: string): Theme => {
  const paper = mixed(lightPaper, color, 0.06);
  return {
    paper,
    panel: lightPaper,
    ink: visibleOn(mixed("#1a161f", color, 0.08), paper, 12),
    soft: visibleOn(mixed("#6b6472", color, 0.15), paper),
    line: mixed("#e3e0e6", color, 0.12),
  };
};

const darkTheme = (color: string): Theme => {
  const panel = mixed(darkPanel, color, 0.08);
  return {
    paper: mixed(darkPaper, color, 0.05),
    panel,
    ink: visibleOn(mixed("#f3f1f6", color, 0.04), panel, 12),
    soft: visibleOn(mixed("#b0a9b8", color, 0.12), panel),
    line: mixed("#37343f", color, 0.15),
  };
};

const variables = (theme: Theme, color: string): string => {
  // Light enough or dark enough on the panel and on the paper behind it.
  const accent = visibleOn(visibleOn(color, theme.panel), theme.paper);
  const all = { ...theme, accent, "on-accent": inkOn(accent) };
  return Object.entries(all)
    .map(([name, value]) => `--${name}:${value};`)
    .join("");
};

/** The style's variables for a colour, light and dark. @param color #rrggbb */
export const lookCss = (color: string): string => {
  const ink = inkOn(color);
  // The card's colour runs away from its text, so that the text is read everywhere on it.
  const shade = mixed(color, ink === "#ffffff" ? "#000000" : "#ffffff", 0.28);
  const card = `--brand:${color};--shade:${shade};--on-brand:${ink};--ring:${mixed(color, ink, 0.5)};--wash:${mixed(color, ink, 0.12)};`;
  return (
    `:root{color-scheme:light;${card}${variables(lightTheme(color), color)}}` +
    `@media (prefers-color-scheme:dark){:root{color-scheme:dark;${variables(darkTheme(color), color)}}}`
  );
};

/** A card with a stamp in the shop's colour, for the tab. */
export const iconSvg = (color: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${color}"/>` +
  `<circle cx="16" cy="16" r="9" fill="${inkOn(color)}"/>` +
  `<path d="m11.5 16.2 3.2 3.3 6-6.6" fill="none" stroke="${color}" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
