import { findBusiness } from "../../businesses/index.ts";
import { findCard, noteSaved } from "../../cards/index.ts";
import { Failure } from "../../core/failure.ts";
import { isDuplicateKey } from "../../core/store.ts";
import type { Platform } from "../../platform/index.ts";
import { nonces } from "../model.ts";
import { openPass } from "../passes.ts";
import { walletScope } from "../scope.ts";
import { cardIdOf, type GoogleAccount } from "./account.ts";
import type { RootKeys } from "./root-keys.ts";
import { envelopeSchema, verifiedMessage, type CallbackMessage } from "./verify.ts";

/*
 * A callback says that a card was saved or deleted. The signature is judged first, then the effect is had, then the
 * nonce is noted, so that a repeat does nothing. A crash before the nonce has the effect once more, which changes
 * nothing: a card is saved to a platform once. Not answered 200, Google sends again.
 */

/** A nonce is kept this much longer than its message could be accepted. */
const reserveMs = 3_600_000;

const noteNonce = async (platform: Platform, { nonce, expTimeMillis }: CallbackMessage): Promise<void> => {
  try {
    const document = { _id: nonce, expires_at: new Date(expTimeMillis + reserveMs) };
    await platform.store.collection(nonces).insertOne(document);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
};

const haveEffect = async (
  platform: Platform,
  account: GoogleAccount,
  message: CallbackMessage,
): Promise<void> => {
  // A deleted pass stays at Google and is kept right for the day it is saved again.
  if (message.eventType !== "save") return;
  const cardId = cardIdOf(account, message.objectId);
  const card = cardId === null ? null : await findCard(platform, cardId);
  const business = card && (await findBusiness(platform, card.business_id));
  if (card === null || business === null) return;
  await openPass(platform, "google", card);
  await noteSaved(platform, walletScope(business), card, "google");
};

const parsedBody = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new Failure("malformed_json");
  }
};

/**
 * Takes one callback of Google.
 * @param body as it came
 * @throws malformed_json, invalid_request, signature_invalid; unavailable when Google's keys cannot be had
 */
export const receiveCallback = async (
  platform: Platform,
  { account, rootKeys }: { account: GoogleAccount; rootKeys: RootKeys },
  body: string,
): Promise<void> => {
  const envelope = envelopeSchema.safeParse(parsedBody(body));
  if (!envelope.success)
    throw new Failure("invalid_request", { detail: "This is no callback of Google Wallet." });
  const roots = await rootKeys();
  if (roots === null) throw new Failure("unavailable", { detail: "Google's keys cannot be read just now." });
  const verification = { issuerId: account.issuerId, roots, now: platform.clock.now() };
  const message = verifiedMessage(envelope.data, verification);
  if (message === null) throw new Failure("signature_invalid");
  if (
    (await platform.store.collection(nonces).findOne({ _id: message.nonce }, { projection: { _id: 1 } })) !==
    null
  )
    return;
  await haveEffect(platform, account, message);
  await noteNonce(platform, message);
};
