import { escapeHtml } from "./markdown.ts";

/** What the pages of the reference read of the OpenAPI document. */
interface Operation {
  readonly tags?: readonly string[];
  readonly operationId: string;
  readonly summary: string;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

export interface OpenApi {
  readonly info: { readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Paths;
  readonly webhooks: Paths;
}

/** A page of the reference: the calls of one tag. */
export interface Chapter {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  /** Method, path (of a webhook its event) and operation of each. */
  readonly calls: readonly (readonly [string, string, Operation])[];
  /** The document with these alone. */
  readonly document: object;
}

type Call = Chapter["calls"][number];

const callsOf = (paths: Paths): readonly Call[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): Call => [method.toUpperCase(), path, operation]),
  );

const pathsOf = (calls: readonly Call[]): Paths => {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [method, path, operation] of calls) (paths[path] ??= {})[method.toLowerCase()] = operation;
  return paths;
};

/** The document in chapters, one a tag: a page of all calls would take a browser ten seconds to draw. */
export const chaptersOf = (document: OpenApi): readonly Chapter[] =>
  document.tags.map(({ name, description }) => {
    const ofTag = (paths: Paths): readonly Call[] =>
      callsOf(paths).filter(([, , { tags }]) => tags?.includes(name));
    const [calls, events] = [ofTag(document.paths), ofTag(document.webhooks)];
    const info = { title: name, version: document.info.version, description };
    const parts = { tags: [], paths: pathsOf(calls), webhooks: pathsOf(events) };
    return {
      slug: name.toLowerCase().replaceAll(" ", "-"),
      name,
      description,
      calls: [...calls, ...events],
      document: { ...document, info, ...parts },
    };
  });

const chapterHtml = ({ slug, name, description, calls }: Chapter, base: string): string => {
  const address = `${base}/docs/reference/${slug}`;
  const rows = calls.map(([method, path, { summary, operationId }]) => {
    return `<tr><td><code>${method} ${escapeHtml(path)}</code></td><td><a href="${address}#operation/${operationId}">${escapeHtml(summary)}</a></td></tr>`;
  });
  return `<h2 id="${slug}"><a href="${address}">${name}</a></h2>
<p>${escapeHtml(description)}</p>
<div class="table" tabindex="0"><table><tbody>
${rows.join("\n")}
</tbody></table></div>`;
};

/** Every call on one page, each leading to its chapter. */
export const indexHtml = (about: string, chapters: readonly Chapter[], base: string): string =>
  `<h1>API reference</h1>
${about}
<p>The whole as one <a href="${base}/openapi.json">OpenAPI 3.1 document</a>, to make a client from.</p>
${chapters.map((chapter) => chapterHtml(chapter, base)).join("\n")}`;

/** The chapter that is open shows its calls below its name. */
const entryHtml = (chapter: Chapter, open: Chapter, base: string): string => {
  const isOpen = chapter === open;
  const link = `<a href="${base}/docs/reference/${chapter.slug}"${isOpen ? ' aria-current="page"' : ""}>${chapter.name}</a>`;
  if (!isOpen) return `<li>${link}</li>`;
  const calls = chapter.calls.map(
    ([, , { operationId, summary }]) =>
      `<li><a href="#operation/${operationId}">${escapeHtml(summary)}</a></li>`,
  );
  return `<li>${link}\n<ul>\n${calls.join("\n")}\n</ul></li>`;
};

/** A chapter's page: all chapters at its side, and the place that its script draws the calls into. */
export const chapterPageHtml = (open: Chapter, chapters: readonly Chapter[], base: string): string =>
  `<h1 class="unseen">${open.name}</h1>
<nav aria-label="API reference" class="chapters">
<ul>
${chapters.map((chapter) => entryHtml(chapter, open, base)).join("\n")}
</ul>
</nav>
<div id="reference" data-document="${base}/docs/reference/${open.slug}.json"></div>
<noscript><p>This page needs JavaScript; the <a href="${base}/openapi.json">OpenAPI document</a> says the same.</p></noscript>`;
