import type { Outbound } from "../core/safe-fetch.ts";
import type { SendOutcome } from "../core/send-outcome.ts";
import type { Platform } from "../platform/index.ts";
import { connections, type MessengerConnection } from "./model.ts";
import type { MessengerPort } from "./port.ts";
import { callbackUrlOf } from "./present.ts";
import { providers } from "./providers.ts";

const findConnection = (platform: Platform, businessId: string): Promise<MessengerConnection | null> =>
  platform.store.collection(connections).findOne({ business_id: businessId });

/** Notes that the provider refuses the account, or that it takes messages again. */
const noteHealth = async (
  platform: Platform,
  connection: MessengerConnection,
  outcome: SendOutcome,
): Promise<void> => {
  const isRefusing =
    outcome.state === "refused" && (outcome.problem === "auth" || outcome.problem === "billing");
  const isBackAgain = outcome.state === "accepted" && connection.status === "failing";
  if (!isRefusing && !isBackAgain) return;
  const change = isRefusing
    ? { status: "failing" as const, last_error: outcome.detail, last_error_at: platform.clock.now() }
    : { status: "connected" as const };
  // The token in the filter: a refusal of an old token says nothing about the one that has replaced it.
  await platform.store
    .collection(connections)
    .updateOne({ _id: connection._id, token: connection.token }, { $set: change });
};

/** The channels the business can send over; none when nothing is connected. */
export const connectedChannels = async (
  platform: Platform,
  businessId: string,
): Promise<MessengerConnection["channels"]> => (await findConnection(platform, businessId))?.channels ?? [];

/** The business's messenger provider, or null when none is connected. */
export const openMessenger = async (
  platform: Platform,
  outbound: Outbound,
  businessId: string,
): Promise<MessengerPort | null> => {
  const connection = await findConnection(platform, businessId);
  if (connection === null) return null;
  const port = providers[connection.kind].open({
    outbound,
    baseUrl: connection.base_url,
    token: platform.vault.open(connection.token),
    channels: connection.channels,
    callbackUrl: callbackUrlOf(platform, connection),
  });
  const noted = async (outcome: SendOutcome): Promise<SendOutcome> => {
    await noteHealth(platform, connection, outcome);
    return outcome;
  };
  return {
    channels: port.channels,
    send: async (message) => noted(await port.send(message)),
    check: async () => noted(await port.check()),
  };
};
