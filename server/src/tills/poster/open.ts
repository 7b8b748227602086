import type { Platform } from "../../platform/index.ts";
import type { OpenAccount } from "../port.ts";
import { openPosterApi } from "./api.ts";
import { lookKind } from "./look.ts";
import { posterRoutes } from "./routes.ts";
import { carryOver } from "./upgrade.ts";
import { orderKind } from "./work.ts";

/** Everything of Poster that lives as long as the application. */
export const openPoster = (platform: Platform): OpenAccount => {
  const api = openPosterApi(platform.config.POSTER_BASE_URL);
  return {
    routes: posterRoutes(platform, api),
    kinds: [orderKind(platform, api), lookKind(platform, api)],
    start: () => carryOver(platform),
    stop: () => api.close(),
  };
};
