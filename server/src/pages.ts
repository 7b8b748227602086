import { unsubscribeRoutes } from "./campaigns/index.ts";
import { cardPageRoutes } from "./card-page/index.ts";
import type { PlainRoute } from "./http/plain.ts";
import type { Platform } from "./journal/index.ts";

/** Every address outside /v1 that an area answers: pages, and protocols that partners define. */
export const createPages = (platform: Platform): readonly PlainRoute[] => [
  ...cardPageRoutes({ platform, walletLinks: () => ({ apple: null, google: null }) }),
  ...unsubscribeRoutes(platform),
];
