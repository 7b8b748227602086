import { usualColor } from "../look/index.ts";
import { html, type Html } from "./html.ts";
import { styleVersion } from "./style.ts";
import { languages, texts, type Language } from "./texts.ts";

export interface Frame {
  readonly language: Language;
  readonly title: string;
  /** The shop's, #rrggbb. */
  readonly color: string;
  /** The way from the page's address to /c, so that the page works below any path: empty from /c/<token>. */
  readonly base: string;
  readonly content: Html;
  /** What the footer says before the languages. */
  readonly end?: Html | null;
}

const otherLanguages = (current: Language): Html =>
  html`<nav class="languages" aria-label="${texts[current].otherLanguage}">
    ${languages
      .filter((language) => language !== current)
      .map(
        (language) =>
          html`<a href="?lang=${language}" lang="${language}" hreflang="${language}"
            >${texts[language].name}</a
          >`,
      )}
  </nav>`;

/** The whole document around the content. No script: it works on the oldest phone and under the strictest policy. */
export const framed = ({ language, title, color, base, content, end = null }: Frame): string => {
  const digits = color.slice(1);
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="theme-color" content="${color}" />
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href="${base}assets/icon-${digits}.svg" />
        <link rel="stylesheet" href="${base}assets/card.css?v=${styleVersion}" />
        <link rel="stylesheet" href="${base}assets/look-${digits}.css?v=${styleVersion}" />
      </head>
      <body>
        <div class="page">
          ${content}
          <footer>${end} ${otherLanguages(language)}</footer>
        </div>
      </body>
    </html> `.text.replace(/\n\s+/g, "\n");
};

/** What a link to no card shows. @param base the way from its address to /c */
export const notFoundPage = (language: Language, base: string): string => {
  const words = texts[language];
  return framed({
    language,
    title: words.notFoundTitle,
    color: usualColor,
    base,
    content: html`<main class="lost">
      <h1>${words.notFoundTitle}</h1>
      <p>${words.notFound}</p>
    </main>`,
  });
};
