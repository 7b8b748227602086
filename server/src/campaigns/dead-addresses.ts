import { hmacSha256Hex } from "../core/secrets.ts";
import type { Platform } from "../platform/index.ts";
import { deadAddresses, type SendChannel } from "./model.ts";

const keptMs = 90 * 24 * 3_600_000;

/** Keyed: the few numbers and addresses there are could be tried out against a plain hash. */
const idOf = (
  { sessionSecret }: Platform,
  businessId: string,
  channel: SendChannel,
  address: string,
): string => `${businessId}:${channel}:${hmacSha256Hex(sessionSecret, address)}`;

/** Notes that nobody is reached at an address, so that later campaigns do not try it. */
export const markDead = async (
  platform: Platform,
  businessId: string,
  channel: SendChannel,
  address: string,
): Promise<void> => {
  const expiresAt = new Date(platform.clock.now().getTime() + keptMs);
  await platform.store
    .collection(deadAddresses)
    .updateOne(
      { _id: idOf(platform, businessId, channel, address) },
      { $set: { expires_at: expiresAt } },
      { upsert: true },
    );
};

/** Those of the addresses where nobody is reached over the channel. */
export const deadAmong = async (
  platform: Platform,
  businessId: string,
  channel: SendChannel,
  addresses: readonly string[],
): Promise<Set<string>> => {
  if (addresses.length === 0) return new Set();
  const byId = new Map(addresses.map((address) => [idOf(platform, businessId, channel, address), address]));
  const found = await platform.store
    .collection(deadAddresses)
    .find({ _id: { $in: [...byId.keys()] }, expires_at: { $gt: platform.clock.now() } })
    .toArray();
  return new Set(found.flatMap(({ _id }) => byId.get(_id) ?? []));
};
