import type { Platform } from "../../platform/index.ts";
import { tills, type PosterConnection, type TillDocument } from "../model.ts";
import type { PosterFailure } from "./failure.ts";
import { resumeOrders } from "./queue.ts";

export type ConnectedTill = TillDocument & { readonly poster: PosterConnection };

export const isConnected = (till: TillDocument | null): till is ConnectedTill =>
  till !== null && till.poster !== null;

/** The till that an account's webhooks are for; the number, which they carry unsigned, must be the stored one. */
export const tillOfAccount = async (
  platform: Platform,
  { account, account_number }: { account: string; account_number?: string | undefined },
): Promise<ConnectedTill | null> => {
  const found = await platform.store.collection(tills).findOne({ "poster.account": account });
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
    .collection(tills)
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
 * install last has proved to own the account.
 */
export const connect = async (
  platform: Platform,
  tillId: string,
  connection: PosterConnection,
): Promise<void> => {
  const all = platform.store.collection(tills);
  await all.updateMany(
    { "poster.account": connection.account, _id: { $ne: tillId } },
    { $set: { poster: null, sweep_at: null } },
  );
  const now = connection.connected_at;
  const before = await all.findOne({ _id: tillId });
  // The same account again: what was missed since the last look is looked for.
  const isSame = before?.poster?.account_number === connection.account_number;
  await all.updateOne(
    { _id: tillId },
    {
      $set: {
        poster: { ...connection, connected_at: isSame ? before.poster?.connected_at : now },
        swept_until: isSame ? before.swept_until : now,
        sweep_at: now,
        updated_at: now,
      },
    },
  );
  await resumeOrders(platform, tillId);
};
