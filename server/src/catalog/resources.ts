/** What the API shows of each resource, a file per area. */
export * from "./resources/broadcast.ts";
export * from "./resources/campaign.ts";
export * from "./resources/card.ts";
export * from "./resources/customer-export.ts";
export * from "./resources/customer.ts";
export * from "./resources/hook-ceilings.ts";
export * from "./resources/hooks.ts";
export * from "./resources/lottery.ts";
export * from "./resources/messenger.ts";
export * from "./resources/refusal.ts";
export * from "./resources/stats.ts";
export * from "./resources/picture.ts";
export * from "./resources/till.ts";
export * from "./resources/voucher.ts";
export * from "./resources/workspace.ts";
