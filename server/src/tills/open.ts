import type { Platform } from "../platform/index.ts";
import { accounts } from "./adapters.ts";
import type { OpenAccount } from "./port.ts";

/** Opens the accounts of all tills: their addresses, kinds of work, start and stop as one. */
export const openTills = (platform: Platform): OpenAccount => {
  const open = accounts.map((account) => account.open(platform));
  return {
    routes: open.flatMap(({ routes }) => routes),
    kinds: open.flatMap(({ kinds }) => kinds),
    async start() {
      for (const account of open) await account.start();
    },
    async stop() {
      for (const account of open) await account.stop();
    },
  };
};

/** Empties what 0.1.0 kept, in plain or in the vault, of a business's customers. May be repeated. */
export const forgetTillLeftovers = async (platform: Platform, businessId: string): Promise<void> => {
  for (const account of accounts) await account.forgetLeftovers(platform, businessId);
};
