export { templatePreviewOperations } from "./preview/routes.ts";
export { renderCardPage, type CardPage, type WalletLinks } from "./card.ts";
export { cardPageRoutes, type CardPageParts } from "./routes.ts";
export type { CardView } from "./view.ts";
