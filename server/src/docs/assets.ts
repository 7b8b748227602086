import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./guides.ts";

export interface Asset {
  readonly type: string;
  readonly body: Buffer | string;
}

const own = (name: string): Promise<Buffer> => readFile(join(root, "server/docs/assets", name));

/** The one thing that Redoc would fetch from elsewhere: its maker's picture beside its maker's name. */
const makersPicture = "https://cdn.redoc.ly/redoc/logo-mini.svg";
const noPicture = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";

// Resolved, not imported: importing the package would run the whole page script in this process.
const redoc = async (): Promise<string> => {
  const path = createRequire(import.meta.url).resolve("redoc/bundles/redoc.standalone.js");
  return (await readFile(path, "utf8")).replaceAll(makersPicture, noPicture);
};

const script = "text/javascript";

const kept: Readonly<Record<string, { readonly type: string; read(): Promise<Buffer | string> }>> = {
  "docs.css": { type: "text/css", read: () => own("docs.css") },
  "look.js": { type: script, read: () => own("look.js") },
  "reference.js": { type: script, read: () => own("reference.js") },
  "redoc.js": { type: script, read: redoc },
};

/** A style or script of the pages, by its name; undefined when there is none. */
export const assetNamed = async (name: string): Promise<Asset | undefined> => {
  const asset = Object.hasOwn(kept, name) ? kept[name] : undefined;
  return asset && { type: asset.type, body: await asset.read() };
};
