import jwt from "jsonwebtoken";
import type { Platform } from "../../platform/index.ts";
import type { PassFace } from "../face.ts";
import { openPass } from "../passes.ts";
import type { GoogleAccount } from "./account.ts";
import { isDone, type GoogleClient } from "./client.ts";
import { loyaltyClass, loyaltyObject } from "./resources.ts";

interface SavePayload {
  readonly loyaltyClasses?: readonly unknown[];
  readonly loyaltyObjects: readonly unknown[];
}

/** The token behind "Add to Google Wallet": RS256 under the service account, as Google's reference of the Jwt says. */
export const saveToken = (
  account: GoogleAccount,
  publicUrl: string,
  at: Date,
  payload: SavePayload,
): string =>
  jwt.sign(
    {
      iss: account.email,
      aud: "google",
      typ: "savetowallet",
      iat: Math.floor(at.getTime() / 1000),
      origins: [new URL(publicUrl).origin],
      payload,
    },
    account.privateKey,
    { algorithm: "RS256" },
  );

/**
 * The address that saves a card. Class and object are made first, so that the link stays short; when Google does not
 * answer just now, the link carries them whole, and saving makes them.
 */
export const saveLink = async (
  platform: Platform,
  { account, client }: { account: GoogleAccount; client: GoogleClient },
  face: PassFace,
): Promise<string> => {
  const { publicUrl, clock, log } = platform;
  const surroundings = { account, publicUrl };
  const program = loyaltyClass(face, surroundings);
  const card = loyaltyObject(face, surroundings);
  await openPass(platform, "google", { _id: face.card.id, business_id: face.business.id });
  const isReady =
    isDone(await client.put("loyaltyClass", program)) && isDone(await client.put("loyaltyObject", card));
  if (!isReady) log.warn({ card_id: face.card.id }, "Google Wallet took no object; the save link carries it");
  const payload = isReady
    ? { loyaltyObjects: [{ id: card.id, classId: card["classId"] }] }
    : { loyaltyClasses: [program], loyaltyObjects: [card] };
  return `${account.saveUrl}/${saveToken(account, publicUrl, clock.now(), payload)}`;
};
