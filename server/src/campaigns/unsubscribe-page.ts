import { inkOn, shownLook, usualColor } from "../look/index.ts";
import { escaped } from "./markup.ts";
import type { UnsubscribeView } from "./unsubscribe.ts";
import { languageOf, wordsIn, type Words } from "./words.ts";

const styleOf = (color: string): string =>
  "body{margin:0;font:18px/1.5 system-ui,sans-serif;background:#f5f3f8;color:#241b2f}" +
  "main{max-width:32rem;margin:12vh auto;padding:2rem;background:#fff;border-radius:1rem}" +
  "h1{font-size:1.5rem;margin:0 0 1rem}" +
  "button{font:inherit;font-weight:600;padding:.75rem 1.5rem;border:0;border-radius:.5rem;cursor:pointer}" +
  `button{background:${color};color:${inkOn(color)}}` +
  "button:focus-visible{outline:3px solid #f2a93b;outline-offset:2px}";

/** No script, nothing from elsewhere; the one form goes back to the page itself. */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

interface Content {
  readonly language: string;
  readonly title: string;
  readonly text: string;
  readonly button: string | null;
  /** The shop's, #rrggbb. */
  readonly color: string;
}

const framed = ({ language, title, text, button, color }: Content): string => `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>${escaped(title)}</title>
    <style>${styleOf(color)}</style>
  </head>
  <body>
    <main>
      <h1>${escaped(title)}</h1>
      <p>${escaped(text)}</p>
${button === null ? "" : `      <form method="post"><button type="submit">${escaped(button)}</button></form>\n`}    </main>
  </body>
</html>
`;

const done = (language: string, words: Words, color: string): string =>
  framed({ language, title: words.doneTitle, text: words.done, button: null, color });

/** Asks once, with a button; who has unsubscribed before sees that it is done. */
export const askPage = ({ business, language, hasConsent }: UnsubscribeView): string => {
  const words = wordsIn(language, business.name);
  const { color } = shownLook(business);
  if (!hasConsent) return done(language, words, color);
  return framed({ language, title: words.askTitle, text: words.ask, button: words.confirm, color });
};

export const donePage = ({ business, language }: UnsubscribeView): string =>
  done(language, wordsIn(language, business.name), shownLook(business).color);

/** @param wished the browser's Accept-Language, since nothing is known of who came */
export const lostPage = (wished: string): string => {
  const language = languageOf(wished.split(/[,;]/)[0]);
  const words = wordsIn(language, "");
  return framed({ language, title: words.lostTitle, text: words.lost, button: null, color: usualColor });
};
