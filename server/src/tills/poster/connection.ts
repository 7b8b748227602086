import type { Platform } from "../../platform/index.ts";
import type { TillDocument } from "../model.ts";
import type { PosterFailure } from "./failure.ts";
import { posterTills, type PosterConnection, type PosterTill } from "./model.ts";
import { noteLook, resumeOrders } from "./queue.ts";

export type ConnectedTill = PosterTill & { readonly poster: PosterConnection };

export const isConnected = (till: PosterTill | null): till is ConnectedTill =>
  till !== null && till.poster !== null && till.poster !== undefined;

/** A till that is connected, whether or not its connection works. */
export const connectedTill = async (platform: Platform, id: string): Promise<ConnectedTill | null> => {
  const found = await platform.store.collection(posterTills).findOne({ _id: id });
  return isConnected(found) ? found : null;
};

/** The till that an account's webhooks are for; the number, which they carry unsigned, must be the stored one. */
export const tillOfAccount = async (
  platform: Platform,
  { account, account_number }: { account: string; account_number?: string | undefined },
): Promise<ConnectedTill | null> => {
  const found = await platform.store.collection(posterTills).findOne({ "poster.account": account });
  if (!isConnected(found)) return null;
  const isSame = account_number === undefined || account_number === found.poster.account_number;
  return isSame ? found : null;
};

/** Makes no call any more until the account is connected again, and tells the owner why. */
export const breakConnection = async (
  platform: Platform,
  till: ConnectedTill,
  reason: string,
): Promise<void> => {
  const { matchedCount } = await platform.store
    .collection(posterTills)
    .updateOne(
      { _id: till._id, "poster.token": till.poster.token, "poster.broken": null },
      { $set: { "poster.broken": reason } },
    );
  if (matchedCount > 0) platform.log.error({ till: till._id, reason }, "the connection to Poster is broken");
};

export const brokenBy = (failure: PosterFailure): string =>
  `${failure.message}. Connect the till to Poster again.`;

/**
 * Connects a till to an account. An account has one till: one that had it before is told, since who completed the
 * install last has proved to own the account. Crash after the connection is stored: `sweep_at` still says that its look
 * is to be noted, which the next start does; the look finds the orders that waited, too.
 */
export const connect = async (
  platform: Platform,
  till: Pick<TillDocument, "_id" | "business_id">,
  connection: PosterConnection,
): Promise<void> => {
  const all = platform.store.collection(posterTills);
  await all.updateMany(
    { "poster.account": connection.account, _id: { $ne: till._id } },
    { $set: { poster: null, sweep_at: null } },
  );
  const now = connection.connected_at;
  const before = await all.findOne({ _id: till._id });
  // The same account again: what was missed since the last look is looked for.
  const isSame = before?.poster?.account_number === connection.account_number;
  await all.updateOne(
    { _id: till._id },
    {
      $set: {
        poster: { ...connection, connected_at: (isSame && before.poster?.connected_at) || now },
        swept_until: isSame ? (before.swept_until ?? now) : now,
        sweep_at: now,
        updated_at: now,
      },
    },
  );
  await noteLook(platform, { ...till, sweep_at: now });
  await resumeOrders(platform, till);
};
