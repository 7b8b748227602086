import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readdir } from "node:fs/promises";
import type { Context, Middleware } from "koa";
import { prepareBundle, type Bundle } from "./bundle.ts";

/*
 * Serves the console at /console. Its files are named by their content, so a browser may keep them for ever; the page
 * itself is never kept, since each answer has a nonce of its own. A missing file is a 404: an answer of the page in its
 * place would be run as a script.
 */

const types: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

const page = (bundle: Bundle, base: string, nonce: string): string => {
  const { manifest } = bundle;
  const asset = (name: string): string => `${base}/console/assets/${name}`;
  const preloads = manifest.imports.map((name) => `<link rel="modulepreload" href="${asset(name)}">`);
  return `<!doctype html>
<html lang="en" data-base="${base}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta property="csp-nonce" nonce="${nonce}" content="${nonce}">
    <title>7stamp</title>
    <link rel="icon" href="data:,">
    <script src="${asset(manifest.boot)}"></script>
    <link rel="stylesheet" href="${asset(manifest.style)}">
    ${preloads.join("\n    ")}
    <script type="module" src="${asset(manifest.entry)}"></script>
  </head>
  <body>
    <div id="root"></div>
    <noscript><p>The console needs JavaScript. Everything it does can be done with the API: <a href="${base}/docs">API reference</a>.</p></noscript>
  </body>
</html>
`;
};

const assetName = /^[A-Za-z0-9_-]+\.(js|css|svg)$/;

/** The file, from this bundle or from one that an open tab was begun with. */
const readAsset = async (bundle: Bundle, name: string): Promise<Buffer | null> => {
  const shelf = dirname(bundle.folder);
  const siblings = await readdir(shelf).catch(() => []);
  for (const folder of [bundle.folder, ...siblings.map((sibling) => join(shelf, sibling))]) {
    const content = await readFile(join(folder, name)).catch(() => null);
    if (content !== null) return content;
  }
  return null;
};

/** The tightest that the browser unpacks, whatever it names first; brotli is told on secure origins only. */
const encodingOf = (ctx: Context): "br" | "gzip" | "identity" => {
  if (ctx.acceptsEncodings("br") === "br") return "br";
  return ctx.acceptsEncodings("gzip") === "gzip" ? "gzip" : "identity";
};

const endings = { br: ".br", gzip: ".gz", identity: "" } as const;

const answerAsset = async (ctx: Context, bundle: Bundle, name: string): Promise<void> => {
  const type = assetName.test(name) ? types[name.split(".").at(-1) ?? ""] : undefined;
  const encoding = encodingOf(ctx);
  const content = type === undefined ? null : await readAsset(bundle, `${name}${endings[encoding]}`);
  if (type === undefined || content === null) {
    ctx.status = 404;
    ctx.set("Cache-Control", "no-store");
    ctx.type = "text/plain";
    ctx.body = "There is no such file; load the page again.";
    return;
  }
  ctx.set("Cache-Control", "public, max-age=31536000, immutable");
  ctx.set("Vary", "Accept-Encoding");
  if (encoding !== "identity") ctx.set("Content-Encoding", encoding);
  ctx.set("Content-Type", type);
  ctx.body = content;
};

const answerPage = (ctx: Context, bundle: Bundle, base: string): void => {
  const nonce = randomBytes(16).toString("base64url");
  ctx.set("Content-Security-Policy", policy(nonce));
  ctx.set("Cache-Control", "no-store");
  ctx.type = "text/html";
  ctx.body = page(bundle, base, nonce);
};

export interface ConsolePage {
  readonly middleware: Middleware;
  /** Makes the bundle before the first visitor asks; it may be called again after it failed. */
  prepare(): Promise<Bundle>;
}

/**
 * The console at /console and every address below it, where / leads a browser. Other requests pass.
 * @param options.publicUrl the address people reach the server at; its path stands in front of every link
 * @param options.dataFolder where the bundle goes when the program's folder may not be written to
 */
export const consolePage = (options: {
  readonly publicUrl: string;
  readonly dataFolder: string;
}): ConsolePage => {
  const base = new URL(options.publicUrl).pathname.replace(/\/+$/, "");
  let bundle: Promise<Bundle> | null = null;
  const prepare = (): Promise<Bundle> => {
    bundle ??= prepareBundle(options.dataFolder).catch((error: unknown) => {
      bundle = null;
      throw error;
    });
    return bundle;
  };
  const middleware: Middleware = async (ctx, next) => {
    const { path } = ctx;
    if (ctx.method !== "GET" && ctx.method !== "HEAD") return next();
    // A browser that was given the bare address; programs are told that nothing is there.
    if (path === "/" && ctx.get("Accept").includes("text/html")) return ctx.redirect(`${base}/console`);
    if (path !== "/console" && !path.startsWith("/console/")) return next();
    if (path.startsWith("/console/assets/")) {
      return answerAsset(ctx, await prepare(), path.slice("/console/assets/".length));
    }
    if (ctx.accepts("html") === false) return next();
    return answerPage(ctx, await prepare(), base);
  };
  return { middleware, prepare };
};
