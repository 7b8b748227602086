import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context, Middleware } from "koa";
import { assetNamed } from "./assets.ts";
import { folderHtml, shownAt } from "./files.ts";
import { guides, markdownOf, root } from "./guides.ts";
import { renderMarkdown, type Setting } from "./markdown.ts";
import { contentsHtml, pageHtml, type Page } from "./page.ts";
import { chapterPageHtml, chaptersOf, indexHtml, type Chapter, type OpenApi } from "./reference.ts";

/** What every page may load: from this server alone. */
const strict =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Redoc writes its styles into the page. */
const forReference = strict.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

/** What is shown, read once. */
interface Shelf {
  readonly setting: Setting;
  /** The committed document with this installation's address. */
  readonly openApi: OpenApi;
  readonly chapters: readonly Chapter[];
}

const openShelf = (address: string): Shelf => {
  const publicUrl = address.replace(/\/+$/, "");
  const text = readFileSync(join(root, "server/openapi.json"), "utf8");
  const openApi = { ...(JSON.parse(text) as OpenApi), servers: [{ url: `${publicUrl}/v1` }] };
  const base = new URL(publicUrl).pathname.replace(/\/+$/, "");
  return { setting: { publicUrl, base }, openApi, chapters: chaptersOf(openApi) };
};

const pageOfReference = (rest: string, { setting, openApi, chapters }: Shelf): Page | undefined => {
  const slug = "reference";
  if (rest === "") {
    const about = renderMarkdown(openApi.info.description, "server/openapi.json", setting);
    return { slug, title: "API reference", main: indexHtml(about, chapters, setting.base) };
  }
  const chapter = chapters.find((one) => `/${one.slug}` === rest);
  if (chapter === undefined) return undefined;
  const main = chapterPageHtml(chapter, chapters, setting.base);
  return { slug, title: chapter.name, main, scripts: ["redoc.js", "reference.js"] };
};

const pageAt = async (slug: string, shelf: Shelf): Promise<Page | undefined> => {
  const { setting } = shelf;
  if (slug === "") return { slug, title: "Documents", main: contentsHtml(setting.base) };
  if (/^reference(\/|$)/.test(slug)) return pageOfReference(slug.slice("reference".length), shelf);
  const guide = guides.find((one) => one.slug === slug);
  if (guide === undefined) return undefined;
  const main = renderMarkdown(await markdownOf(guide), guide.file, setting);
  return { slug, title: guide.title, main };
};

const answerPage = (ctx: Context, page: Page, { base }: Setting): void => {
  ctx.set("Content-Security-Policy", page.scripts === undefined ? strict : forReference);
  ctx.set("Cache-Control", "no-cache");
  ctx.body = pageHtml(page, base);
  ctx.type = "text/html";
};

const answerFile = async (ctx: Context, path: string, setting: Setting): Promise<void> => {
  const shown = await shownAt(path);
  if (shown === undefined) return;
  if (shown.kind === "folder") {
    const main = folderHtml(shown.path, shown.names, setting.base);
    answerPage(ctx, { slug: "files", title: shown.path, main }, setting);
    return;
  }
  ctx.body = shown.text;
  ctx.type = shown.name.endsWith(".json") ? "application/json" : "text/plain";
};

const answerAsset = async (ctx: Context, name: string): Promise<void> => {
  const asset = await assetNamed(name);
  if (asset === undefined) return;
  ctx.set("Cache-Control", "public, max-age=3600");
  ctx.body = asset.body;
  ctx.type = asset.type;
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
};

const answerJson = (ctx: Context, value: object): void => {
  ctx.body = JSON.stringify(value);
  ctx.type = "application/json";
};

/**
 * Serves what there is to read: guides at /docs and /docs/<name>, the API reference below /docs/reference, samples below
 * /docs/files, styles and scripts below /docs/assets, and the document at /openapi.json. Other requests pass.
 * @param address the one people reach the server at; its path stands in front of every link
 */
export const docsPage = (address: string): Middleware => {
  const shelf = openShelf(address);
  return async (ctx, next) => {
    const path = ctx.path.replace(/\/$/, "");
    if (ctx.method !== "GET" && ctx.method !== "HEAD") return next();
    if (path === "/openapi.json") return answerJson(ctx, shelf.openApi);
    if (path !== "/docs" && !path.startsWith("/docs/")) return next();
    const rest = path.slice("/docs/".length);
    if (rest.startsWith("assets/")) return answerAsset(ctx, rest.slice("assets/".length));
    if (rest.startsWith("files/"))
      return answerFile(ctx, decoded(rest.slice("files/".length)), shelf.setting);
    const chapter = shelf.chapters.find(({ slug }) => rest === `reference/${slug}.json`);
    if (chapter) return answerJson(ctx, chapter.document);
    const page = await pageAt(rest, shelf);
    return page === undefined ? next() : answerPage(ctx, page, shelf.setting);
  };
};
