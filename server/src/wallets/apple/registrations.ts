import { cards } from "../../cards/index.ts";
import { isDuplicateKey } from "../../core/store.ts";
import type { Platform } from "../../platform/index.ts";
import { passes, registrations, type PassDocument } from "../model.ts";
import { passId } from "../passes.ts";

const idOf = (device: string, cardId: string): string => `${device}:${cardId}`;

export interface Registration {
  readonly device: string;
  readonly cardId: string;
  readonly pushToken: string;
}

/** Notes that a phone wants to hear of a pass; a repeat changes the token only. @returns whether it is new */
export const register = async (
  platform: Platform,
  { device, cardId, pushToken }: Registration,
): Promise<"new" | "known"> => {
  const { upsertedCount } = await platform.store
    .collection(registrations)
    .updateOne(
      { _id: idOf(device, cardId) },
      {
        $set: { push_token: pushToken },
        $setOnInsert: { device, card_id: cardId, registered_at: platform.clock.now() },
      },
      { upsert: true },
    )
    .catch((error: unknown) => {
      // The same phone has just registered by another call.
      if (!isDuplicateKey(error)) throw error;
      return { upsertedCount: 0 };
    });
  return upsertedCount > 0 ? "new" : "known";
};

export const unregister = async (platform: Platform, device: string, cardId: string): Promise<void> => {
  await platform.store.collection(registrations).deleteOne({ _id: idOf(device, cardId) });
};

/** The tokens of the phones that want to hear of a card. */
export const tokensOf = async (platform: Platform, cardId: string): Promise<string[]> => {
  const found = await platform.store.collection(registrations).find({ card_id: cardId }).toArray();
  return [...new Set(found.map(({ push_token: token }) => token))];
};

export const dropToken = async (platform: Platform, token: string): Promise<void> => {
  await platform.store.collection(registrations).deleteMany({ push_token: token });
};

/** The passes a phone has registered for. */
export const passesOf = async (platform: Platform, device: string): Promise<PassDocument[]> => {
  const found = await platform.store.collection(registrations).find({ device }).limit(500).toArray();
  const ids = found.map(({ card_id: cardId }) => passId("apple", cardId));
  return platform.store
    .collection(passes)
    .find({ _id: { $in: ids } })
    .toArray();
};

/** Forgets the phones that want to hear of an erased customer's cards. */
export const forgetPhones = async (platform: Platform, customerId: string): Promise<void> => {
  const own = await platform.store
    .collection(cards)
    .find({ customer_id: customerId }, { projection: { _id: 1 } })
    .toArray();
  const ids = own.map(({ _id }) => _id);
  await platform.store.collection(registrations).deleteMany({ card_id: { $in: ids } });
};
