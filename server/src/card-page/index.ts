export { renderCardPage, type CardPage, type WalletLinks } from "./card.ts";
export { cardPageRoutes, type CardPageParts } from "./routes.ts";
export type { CardView } from "./view.ts";
