import { nonces, passes, registrations } from "./model.ts";

export const walletCollections = [passes, registrations, nonces];
export { forgetPhones } from "./apple/registrations.ts";
export { isWalletConnected, openWallets, type Wallets } from "./open.ts";
export type { PassMessage } from "./port.ts";
export { walletLinks, walletRoutes } from "./routes.ts";
