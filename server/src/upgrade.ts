import { carryOverVouchers } from "./cards/index.ts";
import { carryOverNames } from "./customers/index.ts";
import { carryOverQueues } from "./hooks/index.ts";
import { carryOverErasures } from "./personal-data/index.ts";
import type { Platform } from "./platform/index.ts";

/** What 0.1.0 kept otherwise becomes what today's version reads, before anything else. May be repeated, by any process. */
export const carryOverFormer = async (platform: Platform): Promise<void> => {
  await carryOverQueues(platform);
  await carryOverVouchers(platform);
  await carryOverNames(platform);
  await carryOverErasures(platform);
};
