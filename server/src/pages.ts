import { unsubscribeRoutes } from "./campaigns/index.ts";
import { cardPageRoutes } from "./card-page/index.ts";
import type { PlainRoute } from "./http/plain.ts";
import { pictureRoutes } from "./pictures/index.ts";
import type { Platform } from "./platform/index.ts";
import { walletLinks, walletRoutes, type Wallets } from "./wallets/index.ts";

/** Every address outside /v1 that an area answers: pages, and protocols that partners define. */
export const createPages = (platform: Platform, wallets: Wallets): readonly PlainRoute[] => [
  ...cardPageRoutes({ platform, walletLinks: (token) => walletLinks(wallets, token) }),
  ...pictureRoutes(platform),
  ...walletRoutes(platform, wallets),
  ...unsubscribeRoutes(platform),
];
