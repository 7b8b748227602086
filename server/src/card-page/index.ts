export type { WalletLinks } from "./card.ts";
export { cardPageRoutes, type CardPageParts } from "./routes.ts";
