import * as catalog from "../../catalog/index.ts";
import { bind, type Operation } from "../../http/operation.ts";
import { previewTemplate } from "./page.ts";

export const templatePreviewOperations: readonly Operation[] = [
  bind(catalog.previewTemplate, async ({ platform, caller, body }) => ({
    html: await previewTemplate(platform, caller.business, body),
  })),
];
