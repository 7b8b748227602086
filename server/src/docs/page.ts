import { escapeHtml } from "./markdown.ts";
import { guides } from "./guides.ts";

/** One page of /docs. */
export interface Page {
  /** Where it is found in the navigation: its address below /docs, or that of the page it is a part of. */
  readonly slug: string;
  readonly title: string;
  /** HTML of the main part. */
  readonly main: string;
  /** Scripts of its own, by their names below /docs/assets; a page that has some takes the whole width. */
  readonly scripts?: readonly string[];
}

const reference = { slug: "reference", title: "API reference" };

const linksOf = (base: string, here: string): string =>
  [...guides, reference]
    .map(({ slug, title }) => {
      const current = slug === here ? ' aria-current="page"' : "";
      return `<li><a href="${base}/docs/${slug}"${current}>${title}</a></li>`;
    })
    .join("\n          ");

/** The whole document. Its styles and scripts have addresses of their own, so that a strict policy holds. */
export const pageHtml = ({ slug, title, main, scripts = [] }: Page, base: string): string => {
  const asset = (name: string): string => `${base}/docs/assets/${name}`;
  const tags = scripts.map((name) => `<script src="${asset(name)}" defer></script>`);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escapeHtml(title)} · 7stamp Connect</title>
    <link rel="icon" href="data:,">
    <script src="${asset("look.js")}"></script>
    <link rel="stylesheet" href="${asset("docs.css")}">
    ${tags.join("\n    ")}
  </head>
  <body class="${scripts.length > 0 ? "wide" : "guide"}">
    <a class="skip" href="#content">Skip to the text</a>
    <header class="bar">
      <p><a class="brand" href="${base}/docs">7stamp Connect</a></p>
      <nav aria-label="Documents">
        <ul>
          ${linksOf(base, slug)}
        </ul>
      </nav>
      <p class="bar-end"><a href="${base}/openapi.json">OpenAPI</a> <a href="${base}/console">Console</a></p>
    </header>
    <main id="content" tabindex="-1">
${main}
    </main>
  </body>
</html>
`;
};

/** What there is to read, on the first page. */
export const contentsHtml = (base: string): string => {
  const entries = [
    ...guides,
    { ...reference, lead: "Every call, its fields, its answers and its refusals." },
  ];
  const cards = entries.map(
    ({ slug, title, lead }) =>
      `<li><h2><a href="${base}/docs/${slug}">${title}</a></h2><p>${escapeHtml(lead)}</p></li>`,
  );
  return `<h1>7stamp Connect</h1>
<p>Stamp cards, vouchers and customers by API; everything that happens to them as a signed webhook and as a trigger of Zapier and Make.</p>
<ul class="contents">
${cards.join("\n")}
</ul>
<p>Samples to copy: <a href="${base}/docs/files/samples">every event, every call, receivers, recipes</a>.</p>`;
};
