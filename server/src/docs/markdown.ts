import { posix } from "node:path";
import { Marked, type Tokens } from "marked";
import { guides } from "./guides.ts";

/** What a page's words are set into. */
export interface Setting {
  /** Path in front of every address of this server, without a slash at its end. */
  readonly base: string;
  /** The address people reach the server at, put in where a command names the one of a first try. */
  readonly publicUrl: string;
}

const escaped: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => escaped[sign] ?? sign);

const idOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/<[^>]+>|[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replace(/\s+/g, "-");

/** Files of the project that the pages show as they are. */
export const isShown = (path: string): boolean =>
  path === ".env.example" || path === "samples" || path.startsWith("samples/");

/**
 * Where a link of a guide leads on the page.
 * @param file the guide's own, which the link is relative to
 * @returns undefined for a file that is for maintainers and is not shown here
 */
export const addressOf = (href: string, file: string, base: string): string | undefined => {
  if (/^([a-z]+:|#)/.test(href)) return href;
  const [path = "", hash] = href.split("#");
  const target = posix.normalize(posix.join(posix.dirname(file), path));
  const guide = guides.find(
    ({ file: source, section }) => source === target && (section === undefined || idOf(section) === hash),
  );
  if (guide) {
    const fragment = hash === undefined || guide.section !== undefined ? "" : `#${hash}`;
    return `${base}/docs/${guide.slug}${fragment}`;
  }
  return isShown(target) ? `${base}/docs/files/${target}` : undefined;
};

/** A guide's Markdown as HTML: headings that can be pointed at, links that lead on, code that a keyboard can scroll. */
export const renderMarkdown = (markdown: string, file: string, { base, publicUrl }: Setting): string => {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading) {
        const inner = this.parser.parseInline(tokens);
        return `<h${depth} id="${idOf(inner)}">${inner}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const inner = this.parser.parseInline(tokens);
        const address = addressOf(href, file, base);
        return address === undefined ? inner : `<a href="${escapeHtml(address)}">${inner}</a>`;
      },
      code({ text }: Tokens.Code) {
        return `<pre tabindex="0"><code>${escapeHtml(text)}\n</code></pre>\n`;
      },
    },
  });
  const text = markdown.replaceAll("http://localhost:7070", publicUrl);
  const html = marked.parse(text, { async: false });
  return html.replace(/<table>[\s\S]*?<\/table>/g, '<div class="table" tabindex="0">$&</div>');
};
