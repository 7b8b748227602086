import type { z } from "zod";
import type { connectMessenger as action } from "../catalog/index.ts";
import { Failure, invalid } from "../core/failure.ts";
import { isDuplicateKey } from "../core/store.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { connections, type MessengerConnection } from "./model.ts";
import type { MessengerParts } from "./parts.ts";

type ConnectInput = z.output<typeof action.body>;

/** @throws validation_failed, target_not_allowed */
const checkAddress = async (parts: MessengerParts, baseUrl: string): Promise<void> => {
  if (!URL.canParse(baseUrl)) throw invalid("/base_url", "is no address");
  const { search, hash } = new URL(baseUrl);
  if (search !== "" || hash !== "") throw invalid("/base_url", "may have a path, but nothing after it");
  if (!(await parts.outbound.allows(baseUrl))) throw new Failure("target_not_allowed");
};

const masked = (token: string): string => `••••${token.length >= 12 ? token.slice(-4) : ""}`;

/**
 * Connects the business's account at 7loc.com, or puts another address and token in its place.
 * @throws validation_failed, target_not_allowed
 */
export const connectMessenger = async (
  platform: Platform,
  scope: Scope,
  parts: MessengerParts,
  input: ConnectInput,
): Promise<{ connection: MessengerConnection; created: boolean }> => {
  await checkAddress(parts, input.base_url);
  const now = platform.clock.now();
  const businessId = scope.business.id;
  const freshId = platform.newId("msgr");
  const account = {
    base_url: input.base_url,
    token: platform.vault.seal(input.token),
    token_masked: masked(input.token),
    channels: [...new Set(input.channels)],
    status: "connected" as const,
    last_error: null,
    last_error_at: null,
    updated_at: now,
  };
  const put = () =>
    platform.store
      .collection(connections)
      .findOneAndUpdate(
        { business_id: businessId, kind: input.kind },
        { $set: account, $setOnInsert: { _id: freshId, created_at: now } },
        { upsert: true, returnDocument: "after" },
      );
  const connection = await put().catch((error: unknown) => {
    // Two calls connected at once: now there is one to replace.
    if (!isDuplicateKey(error)) throw error;
    return put();
  });
  if (connection === null) throw new Error("the upsert of a connection gave nothing back");
  await platform.reach("between-steps");
  await parts.user.resume(platform, businessId);
  return { connection, created: connection._id === freshId };
};

/** @throws not_found */
export const disconnectMessenger = async (platform: Platform, scope: Scope, id: string): Promise<void> => {
  const gone = await platform.store
    .collection(connections)
    .deleteOne({ _id: id, business_id: scope.business.id });
  if (gone.deletedCount === 0) throw new Failure("not_found");
};
