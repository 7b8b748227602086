import * as catalog from "../catalog/index.ts";
import { mapPage } from "../core/paging.ts";
import { bind, type Operation } from "../http/operation.ts";
import type { PlainRoute } from "../http/plain.ts";
import type { Platform } from "../platform/index.ts";
import { createCampaign, sendBroadcast, type CampaignParts } from "./create.ts";
import { getBroadcast, getCampaign, listCampaigns, listMessages } from "./find.ts";
import { previewAudience } from "./preview.ts";
import { presentBroadcast, presentCampaign, showMessages } from "./present.ts";
import { askPage, donePage, lostPage, pageHeaders } from "./unsubscribe-page.ts";
import { lookAtLink, unsubscribe, type UnsubscribeView } from "./unsubscribe.ts";

export const campaignOperations = (parts: CampaignParts): readonly Operation[] => [
  bind(catalog.createCampaign, async ({ platform, caller, body }) =>
    createCampaign(platform, caller, parts, body),
  ),
  bind(catalog.listCampaigns, async ({ platform, caller, query }) =>
    mapPage(await listCampaigns(platform, caller.business.id, query), presentCampaign),
  ),
  bind(catalog.getCampaign, async ({ platform, caller, params }) =>
    presentCampaign(await getCampaign(platform, caller.business.id, params.id)),
  ),
  bind(catalog.listCampaignMessages, async ({ platform, caller, params, query }) => {
    const page = await listMessages(platform, caller.business.id, { ...query, id: params.id });
    return mapPage(page, await showMessages(platform, page.data));
  }),
  bind(catalog.previewAudience, ({ platform, caller, body }) =>
    previewAudience(platform, caller.business, parts, body),
  ),
  bind(catalog.sendBroadcast, async ({ platform, caller, body }) =>
    sendBroadcast(platform, caller, parts, body),
  ),
  bind(catalog.getBroadcast, async ({ platform, caller, params }) =>
    presentBroadcast(await getBroadcast(platform, caller.business.id, params.id)),
  ),
];

/** The page that the link in an email opens, and the one POST that mail programs make. */
export const unsubscribeRoutes = (platform: Platform): readonly PlainRoute[] => {
  const answer = (view: UnsubscribeView | null, page: (view: UnsubscribeView) => string, wished: string) => ({
    status: view === null ? 404 : 200,
    headers: pageHeaders,
    body: view === null ? lostPage(wished) : page(view),
  });
  const path = "/u/:token";
  return [
    {
      method: "GET",
      path,
      isSecret: true,
      isPage: true,
      answer: async ({ params, header }) =>
        answer(await lookAtLink(platform, params["token"] ?? ""), askPage, header("Accept-Language")),
    },
    {
      method: "POST",
      path,
      isSecret: true,
      isPage: true,
      answer: async ({ params, header }) =>
        answer(await unsubscribe(platform, params["token"] ?? ""), donePage, header("Accept-Language")),
    },
  ];
};
