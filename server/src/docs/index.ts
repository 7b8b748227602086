import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Context, Middleware } from "koa";
import { css, html, js } from "./page.ts";

const openApiFile = new URL("../../openapi.json", import.meta.url);

/** Scripts and styles from this server only; Swagger UI draws its icons from data addresses. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface Asset {
  readonly type: string;
  readonly body: string | Promise<Buffer>;
}

// Resolved, not imported: importing the package would run the whole page script in this process.
const packageFolder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const packaged = (name: string): Promise<Buffer> => readFile(join(packageFolder, name));

/** Only these leave the package: its other files are for pages of its own. */
const assets: Readonly<Record<string, () => Asset>> = {
  "swagger-ui.css": () => ({ type: "text/css", body: packaged("swagger-ui.css") }),
  "swagger-ui.js": () => ({ type: "text/javascript", body: packaged("swagger-ui-bundle.js") }),
  "favicon.png": () => ({ type: "image/png", body: packaged("favicon-32x32.png") }),
  "docs.css": () => ({ type: "text/css", body: css }),
  "docs.js": () => ({ type: "text/javascript", body: js }),
};

const answerAsset = async (ctx: Context, name: string): Promise<void> => {
  const asset = Object.hasOwn(assets, name) ? assets[name]?.() : undefined;
  if (!asset) return;
  ctx.set("Cache-Control", "public, max-age=3600");
  ctx.body = await asset.body;
  ctx.type = asset.type;
};

const answerPage = (ctx: Context): void => {
  ctx.set("Content-Security-Policy", policy);
  ctx.body = html;
  ctx.type = "text/html";
};

/** The committed document with this installation's address. */
const openApiText = (publicUrl: string): string => {
  const document = JSON.parse(readFileSync(openApiFile, "utf8")) as Record<string, unknown>;
  return JSON.stringify({ ...document, servers: [{ url: `${publicUrl.replace(/\/+$/, "")}/v1` }] });
};

/**
 * Serves the API reference at /docs, its files below /docs/assets, and the document at /openapi.json.
 * Other requests pass.
 * @param publicUrl the address people reach the server at, for the document's server entry
 */
export const docsPage = (publicUrl: string): Middleware => {
  const openApi = openApiText(publicUrl);
  return async (ctx, next) => {
    const { path } = ctx;
    if (ctx.method !== "GET" && ctx.method !== "HEAD") return next();
    if (path === "/docs") return answerPage(ctx);
    // The page's links are relative to /docs without the slash.
    if (path === "/docs/") return ctx.redirect("../docs");
    if (path === "/openapi.json") {
      ctx.body = openApi;
      ctx.type = "application/json";
      return undefined;
    }
    if (!path.startsWith("/docs/assets/")) return next();
    return answerAsset(ctx, path.slice("/docs/assets/".length));
  };
};
