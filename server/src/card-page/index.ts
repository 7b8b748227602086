export type { WalletLinks } from "./card.ts";
export { templatePreviewOperations } from "./preview/routes.ts";
export { cardPageRoutes, type CardPageParts } from "./routes.ts";
