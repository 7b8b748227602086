import type { WalletPlatform } from "../cards/index.ts";
import type { Config } from "../process/config.ts";
import { refused, type SendOutcome } from "../core/send-outcome.ts";
import type { Platform } from "../platform/index.ts";
import { appleAccount, type AppleAccount } from "./apple/account.ts";
import { createApplePush } from "./apple/push.ts";
import { appleWallet } from "./apple/wallet.ts";
import { googleAccount, type GoogleAccount } from "./google/account.ts";
import { createGoogleClient, type GoogleClient } from "./google/client.ts";
import { googleWallet } from "./google/wallet.ts";
import { findPass } from "./passes.ts";
import type { PassMessage, Wallet } from "./port.ts";
import { carryOverPasses } from "./upgrade.ts";
import { createUpdates, type Updates } from "./updates.ts";

/** The wallets that are set up in this installation. */
export interface Wallets {
  readonly apple: { readonly account: AppleAccount } | null;
  readonly google: { readonly account: GoogleAccount; readonly client: GoogleClient } | null;
  /** Null while no wallet is set up. */
  readonly updates: Updates | null;
  /** What campaigns hand messages for saved cards to. */
  readonly push: {
    isConnected(): boolean;
    send(platform: Platform, message: PassMessage): Promise<SendOutcome>;
  };
  /** Notes as work what 0.1.0 has left, before the work begins. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether the credentials of any wallet are set. */
export const isWalletConnected = (config: Config): boolean =>
  appleAccount(config) !== null || googleAccount(config) !== null;

type OpenWallets = Readonly<Partial<Record<WalletPlatform, Wallet>>>;

/** Shows a message wherever the card was saved. One wallet that takes it is enough; else the first refusal counts. */
const showOn =
  (wallets: OpenWallets): Wallets["push"]["send"] =>
  async (platform, { card_id: cardId, key, push_text: header, message: text, campaign_name: title }) => {
    const outcomes: SendOutcome[] = [];
    for (const [name, wallet] of Object.entries(wallets)) {
      const pass = await findPass(platform, name as WalletPlatform, cardId);
      if (pass !== null) outcomes.push(await wallet.show(pass, { key, header, title, text }));
    }
    const reached = ({ state }: SendOutcome): boolean => state === "accepted";
    // Somebody who may still be reached by a repeat comes before nobody at all.
    const mayBeReached = (outcome: SendOutcome): boolean =>
      outcome.state === "refused" && outcome.problem !== "unreachable";
    return (
      outcomes.find(reached) ??
      outcomes.find(mayBeReached) ??
      outcomes[0] ??
      refused("unreachable", "the card is in no wallet")
    );
  };

/** Opens the wallets whose credentials are set. */
export const openWallets = (platform: Platform): Wallets => {
  const { config, clock } = platform;
  const [forApple, forGoogle] = [appleAccount(config), googleAccount(config)];
  const apple = forApple && { account: forApple };
  const google = forGoogle && { account: forGoogle, client: createGoogleClient(forGoogle, clock) };
  const wallets: OpenWallets = {
    ...(apple && { apple: appleWallet(platform, createApplePush(apple.account)) }),
    ...(google && { google: googleWallet(platform, google.account, google.client) }),
  };
  const isConnected = apple !== null || google !== null;
  const updates = isConnected ? createUpdates(platform, wallets) : null;
  return {
    apple,
    google,
    updates,
    push: {
      isConnected: () => isConnected,
      send: showOn(wallets),
    },
    start: () => carryOverPasses(platform),
    async stop() {
      await Promise.all(Object.values(wallets).map((wallet) => wallet.close()));
    },
  };
};
