import type { z } from "zod";
import type { messengerConnection } from "../catalog/index.ts";
import { toInstant, toInstantOrNull } from "../core/clock.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import type { Platform } from "../platform/index.ts";
import { providers } from "./providers.ts";
import { connections, type MessengerConnection } from "./model.ts";

/** Where the provider posts statuses and opt-outs to. */
export const callbackUrlOf = (
  platform: Pick<Platform, "publicUrl">,
  { _id, kind }: Pick<MessengerConnection, "_id" | "kind">,
): string => `${platform.publicUrl}/v1${providers[kind].callbackPath(_id)}`;

export const presentConnection = (
  platform: Pick<Platform, "publicUrl">,
  one: MessengerConnection,
): z.output<typeof messengerConnection> => ({
  id: one._id,
  kind: one.kind,
  base_url: one.base_url,
  token_masked: one.token_masked,
  channels: one.channels,
  status: one.status,
  last_error: one.last_error,
  last_error_at: toInstantOrNull(one.last_error_at),
  callback_url: callbackUrlOf(platform, one),
  last_callback_at: toInstantOrNull(one.last_callback_at),
  created_at: toInstant(one.created_at),
  updated_at: toInstant(one.updated_at),
});

export const listConnections = (
  platform: Platform,
  businessId: string,
  paging: Paging,
): Promise<Page<MessengerConnection>> =>
  readPage<MessengerConnection>(platform.store.collection(connections), { business_id: businessId }, paging);
