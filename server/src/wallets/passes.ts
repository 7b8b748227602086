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
  };
  try {
    await platform.store.collection(passes).insertOne(fresh);
    return fresh;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return openPass(platform, wallet, card);
  }
};

/** The work of telling a wallet that a pass shows something else; its key is the pass's id. */
export const passWork = "pass";

/**
 * Notes that what the passes of a card show has changed, and that their wallets are to be told. May be repeated.
 * @returns true when there is a pass to tell
 */
export const markChanged = async ({ store, clock, work }: Platform, cardId: string): Promise<boolean> => {
  const all = store.collection(passes);
  const ofCard = await all.find({ card_id: cardId }, { projection: { business_id: 1 } }).toArray();
  if (ofCard.length === 0) return false;
  await all.updateMany({ card_id: cardId }, { $set: { changed_at: clock.now() } });
  await work.add(
    passWork,
    ofCard.map(({ _id: key, business_id }) => ({ key, business_id })),
  );
  return true;
};

/** Puts a message on one pass; its wallet is told as of any change, also by a repeat that finds the message there. */
export const putNews = async (
  { store, clock, work }: Platform,
  { _id, business_id }: Pick<PassDocument, "_id" | "business_id">,
  news: PassNews,
): Promise<void> => {
  await store
    .collection(passes)
    .updateOne({ _id, "news.key": { $ne: news.key } }, { $set: { news, changed_at: clock.now() } });
  await work.add(passWork, [{ key: _id, business_id }]);
};
