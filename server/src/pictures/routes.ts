import * as catalog from "../catalog/index.ts";
import { mapPage } from "../core/paging.ts";
import { bind, bindSilent, type Operation } from "../http/operation.ts";
import type { PlainAnswer, PlainRoute } from "../http/plain.ts";
import type { Platform } from "../platform/index.ts";
import { presentPicture } from "./present.ts";
import { deletePicture, listPictures, readPicture, uploadPicture } from "./store.ts";

export const pictureOperations: readonly Operation[] = [
  bind(catalog.uploadPicture, async ({ platform, caller, query, body }) => {
    const bytes = Buffer.from(await body.arrayBuffer());
    const picture = await uploadPicture(platform, caller.business.id, bytes, query.kind);
    return presentPicture(platform.publicUrl, picture);
  }),
  bind(catalog.listPictures, async ({ platform, caller, query }) =>
    mapPage(await listPictures(platform, caller.business.id, query), (one) =>
      presentPicture(platform.publicUrl, one),
    ),
  ),
  bindSilent(catalog.deletePicture, ({ platform, caller, params }) =>
    deletePicture(platform, caller.business.id, params.id),
  ),
];

const types: Readonly<Record<string, string>> = { png: "image/png", jpg: "image/jpeg" };

const missing: PlainAnswer = { status: 404, headers: { "cache-control": "no-store" } };

/** As a picture and nothing else, also for who opens it by itself; mails and the shop's own pages may show it. */
const picture = (name: string, body: Buffer): PlainAnswer => ({
  status: 200,
  headers: {
    "content-type": types[name.slice(-3)] ?? "application/octet-stream",
    "content-disposition": `inline; filename="${name}"`,
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "cross-origin",
    // The name is the hash of the content.
    "cache-control": "public, max-age=31536000, immutable",
  },
  body,
});

/** Pictures that shops have uploaded, for everybody who knows the address. */
export const pictureRoutes = (platform: Platform): readonly PlainRoute[] => [
  {
    method: "GET",
    path: "/pictures/:name",
    async answer({ params }) {
      const name = params["name"] ?? "";
      const content = await readPicture(platform, name);
      return content === null ? missing : picture(name, content);
    },
  },
];
