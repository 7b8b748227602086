import type { z } from "zod";
import type { receiveSevenLoc as action } from "../../catalog/index.ts";
import { Failure } from "../../core/failure.ts";
import { isDuplicateKey } from "../../core/store.ts";
import { findByContact, withdrawConsent } from "../../customers/index.ts";
import { findBusiness } from "../../businesses/index.ts";
import type { Platform } from "../../platform/index.ts";
import { connections, seenCallbacks, type MessengerConnection } from "../model.ts";
import type { StatusReport } from "../parts.ts";
import { isSignedBy } from "./verify.ts";

/*
 * Callbacks of 7loc.com. The signature over the raw body is judged first; each event then has its effect, and only after
 * that its id is noted, so that a replay does nothing. A crash in between has the effect once more, which changes
 * nothing: statuses only move forward, a consent withdrawn stays withdrawn. Not answered 2xx, 7loc.com sends again.
 */

type CallbackEvent = z.output<typeof action.body>["events"][number];

export interface SignedCallback {
  readonly connectionId: string;
  readonly signature: string;
  readonly rawBody: string;
  readonly events: readonly CallbackEvent[];
}

type Report = (platform: Platform, businessId: string, report: StatusReport) => Promise<void>;

const keptMs = 24 * 3_600_000;

/** @throws signature_invalid, also where nothing is connected: nobody could sign */
const verified = async (platform: Platform, callback: SignedCallback): Promise<MessengerConnection> => {
  const connection = await platform.store.collection(connections).findOne({ _id: callback.connectionId });
  if (connection === null) throw new Failure("signature_invalid");
  const token = platform.vault.open(connection.token);
  if (!isSignedBy(token, callback.signature, callback.rawBody, platform.clock.now()))
    throw new Failure("signature_invalid");
  return connection;
};

const optOut = async (
  platform: Platform,
  businessId: string,
  event: Extract<CallbackEvent, { type: "opt_out" }>,
): Promise<void> => {
  const business = await findBusiness(platform, businessId);
  if (business === null) return;
  const customer = await findByContact(platform, business, { phone: event.phone });
  if (customer === null) return;
  await withdrawConsent(platform, businessId, customer._id, event.channel);
};

const remember = async (platform: Platform, id: string): Promise<void> => {
  const expiresAt = new Date(platform.clock.now().getTime() + keptMs);
  try {
    await platform.store.collection(seenCallbacks).insertOne({ _id: id, expires_at: expiresAt });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
};

const minute = 60_000;

/** That the provider reaches us; once a minute is enough. */
const noteCallback = async (platform: Platform, connection: MessengerConnection): Promise<void> => {
  const now = platform.clock.now().getTime();
  const last_callback_at = new Date(now - (now % minute));
  if (connection.last_callback_at?.getTime() === last_callback_at.getTime()) return;
  await platform.store
    .collection(connections)
    .updateOne({ _id: connection._id }, { $set: { last_callback_at } });
};

/**
 * Takes a callback's statuses and opt-outs.
 * @returns how many events it had, seen before or not
 * @throws signature_invalid
 */
export const receiveCallback = async (
  platform: Platform,
  callback: SignedCallback,
  report: Report,
): Promise<number> => {
  const connection = await verified(platform, callback);
  await noteCallback(platform, connection);
  const idOf = (event: CallbackEvent): string => `${connection._id}:${event.id}`;
  const seen = await platform.store
    .collection(seenCallbacks)
    .find({ _id: { $in: callback.events.map(idOf) } })
    .toArray();
  const known = new Set(seen.map(({ _id }) => _id));
  for (const event of callback.events) {
    if (known.has(idOf(event))) continue;
    if (event.type === "opt_out") await optOut(platform, connection.business_id, event);
    else await report(platform, connection.business_id, { ...event, error: event.error ?? null });
    await platform.reach("between-steps");
    await remember(platform, idOf(event));
  }
  return callback.events.length;
};
