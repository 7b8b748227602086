import { randomUUID } from "node:crypto";
import type { CardDocument, WalletPlatform } from "../cards/index.ts";
import { randomText } from "../core/secrets.ts";
import { isDuplicateKey } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { passes, type PassDocument, type PassNews } from "./model.ts";

export const passId = (wallet: WalletPlatform, cardId: string): string => `${wallet}:${cardId}`;

const tokenLength = 40;

export const findPass = (
  platform: Platform,
  wallet: WalletPlatform,
  cardId: string,
): Promise<PassDocument | null> => platform.store.collection(passes).findOne({ _id: passId(wallet, cardId) });

/** The pass of a card, made at its first asking. Two that ask at once get the same. */
export const openPass = async (
  platform: Platform,
  wallet: WalletPlatform,
  card: Pick<CardDocument, "_id" | "business_id">,
): Promise<PassDocument> => {
  const known = await findPass(platform, wallet, card._id);
  if (known !== null) return known;
  const fresh: PassDocument = {
    _id: passId(wallet, card._id),
    platform: wallet,
    card_id: card._id,
    business_id: card.business_id,
    auth_token: wallet === "apple" ? platform.vault.seal(randomText(tokenLength)) : null,
    news: null,
    changed_at: platform.clock.now(),
    due: null,
    due_at: null,
    tries: 0,
  };
  try {
    await platform.store.collection(passes).insertOne(fresh);
    return fresh;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return openPass(platform, wallet, card);
  }
};

/**
 * Notes that what the passes of a card show has changed, and that their wallets are to be told.
 * @returns true when there is a pass to tell
 */
export const markChanged = async (platform: Platform, cardId: string): Promise<boolean> => {
  const now = platform.clock.now();
  const { matchedCount } = await platform.store
    .collection(passes)
    .updateMany({ card_id: cardId }, { $set: { changed_at: now, due: randomUUID(), due_at: now, tries: 0 } });
  return matchedCount > 0;
};

/** Puts a message on one pass; its wallet is told as of any change. */
export const putNews = async (platform: Platform, id: string, news: PassNews): Promise<void> => {
  const now = platform.clock.now();
  await platform.store
    .collection(passes)
    .updateOne(
      { _id: id, "news.key": { $ne: news.key } },
      { $set: { news, changed_at: now, due: randomUUID(), due_at: now, tries: 0 } },
    );
};
