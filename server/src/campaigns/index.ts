/** The door of the campaigns area: its collections, operations and pages, and the work of sending. */
export { noPush } from "./channels/push.ts";
export type { PassMessage, PushPort } from "./channels/port.ts";
export type { CampaignParts } from "./create.ts";
export { campaignCollections, messages, type Message } from "./model.ts";
export { campaignProjections } from "./projection.ts";
export { showMessages } from "./present.ts";
export { forgetPlainReasons, messengerUser } from "./report.ts";
export { campaignOperations, unsubscribeRoutes } from "./routes.ts";
export { offerWaiting } from "./enlist.ts";
export { handOverDatedAhead } from "./send/dated-ahead.ts";
export { createSender, type SenderOptions } from "./send/sender.ts";
export { carryOverCampaigns } from "./upgrade.ts";
