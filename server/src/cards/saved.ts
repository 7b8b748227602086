import { cardSaved } from "../catalog/index.ts";
import type { Platform } from "../platform/index.ts";
import type { CardDocument, WalletPlatform } from "./model.ts";
import { occur, type OccurrenceScope } from "./occurrence.ts";

/**
 * Notes that a card was saved to a wallet, once for each platform however often it is reported.
 * @throws not_found
 */
export const noteSaved = (
  platform: Platform,
  scope: OccurrenceScope,
  card: CardDocument,
  wallet: WalletPlatform,
): ReturnType<typeof occur> =>
  occur(platform, scope, card, {
    kind: "save_card",
    definition: cardSaved,
    body: { platform: wallet },
    fact: { type: "card.saved", platform: wallet },
    isKnown: ({ platforms }) => platforms.includes(wallet),
  });
