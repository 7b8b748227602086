import { html, type Html } from "./html.ts";
import { styleVersion } from "./style.ts";
import { languages, texts, type Language } from "./texts.ts";

export interface Frame {
  readonly language: Language;
  readonly title: string;
  /** Addresses are relative, so that the page works below any path: from /c/<token> the files are in /c/assets. */
  readonly base: string;
  readonly content: Html;
}

const otherLanguages = (current: Language): Html =>
  html`<nav class="languages" aria-label="Language">
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
export const framed = ({ language, title, base, content }: Frame): string =>
  html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="theme-color" content="#5b2a86" />
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href="${base}assets/icon.svg" />
        <link rel="stylesheet" href="${base}assets/card.css?v=${styleVersion}" />
      </head>
      <body>
        ${content}
        <footer>${otherLanguages(language)}</footer>
      </body>
    </html> `.text;

/** What a link to no card shows. @param base the way from its address to /c */
export const notFoundPage = (language: Language, base: string): string => {
  const words = texts[language];
  return framed({
    language,
    title: words.notFoundTitle,
    base,
    content: html`<main class="lost">
      <h1>${words.notFoundTitle}</h1>
      <p>${words.notFound}</p>
    </main>`,
  });
};
