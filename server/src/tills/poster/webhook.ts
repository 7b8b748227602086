import { Failure } from "../../core/failure.ts";
import { isDuplicateKey } from "../../core/store.ts";
import type { Platform } from "../../platform/index.ts";
import { breakConnection, tillOfAccount, type ConnectedTill } from "./connection.ts";
import { posterHooks, posterTills } from "./model.ts";
import { noteOrders } from "./queue.ts";
import { hookKey, isVerified, posterHook, type PosterHook } from "./verify.ts";

/*
 * A webhook of Poster: verified, stored, noted, answered with 200; what follows is done afterwards. Anything
 * else than 200 is sent again and holds back the later ones, so accounts and objects that are none of ours get 200 too.
 * Crash before it is stored: Poster sends it again. Crash after it: the order was noted, or the repeat notes it.
 */

const keptMs = 30 * 86_400_000;

/** Lines of an open order that change nothing for us; a kind that is not known here is looked into. */
const idleLines = new Set(["open", "additem", "comment", "changedeliveryinfo"]);

const lineOf = (hook: PosterHook): string | null => {
  try {
    const data = JSON.parse(hook.data ?? "null") as {
      transactions_history?: { type_history?: unknown };
    } | null;
    const line = data?.transactions_history?.type_history;
    return typeof line === "string" ? line : null;
  } catch {
    return null;
  }
};

const isIdle = (hook: PosterHook): boolean => hook.action === "changed" && idleLines.has(lineOf(hook) ?? "");

const parse = (raw: string): PosterHook | null => {
  try {
    // Poster signs members, not bytes: the mark that a body may begin with is no part of it.
    return posterHook.safeParse(JSON.parse(raw.replace(/^\uFEFF/, ""))).data ?? null;
  } catch {
    return null;
  }
};

const keep = async (platform: Platform, till: ConnectedTill, hook: PosterHook): Promise<void> => {
  const now = platform.clock.now();
  const { object, object_id, action } = hook;
  const stored = {
    _id: hookKey(hook),
    till_id: till._id,
    object,
    object_id,
    action,
    received_at: now,
    expires_at: new Date(now.getTime() + keptMs),
  };
  try {
    await platform.store.collection(posterHooks).insertOne(stored);
  } catch (error) {
    // Sent again; it is noted again too, since the first time may have ended in between.
    if (!isDuplicateKey(error)) throw error;
  }
};

const act = async (platform: Platform, till: ConnectedTill, hook: PosterHook): Promise<void> => {
  if (hook.object === "application" && hook.action === "removed")
    return breakConnection(platform, till, "The application was removed in Poster. Connect the till again.");
  if (hook.object === "transaction" && !isIdle(hook)) await noteOrders(platform, till, [hook.object_id]);
};

/**
 * Takes a webhook in.
 * @param secret the application's; what `verify` is made with
 * @throws signature_invalid
 */
export const receiveHook = async (platform: Platform, secret: string, raw: string): Promise<void> => {
  const hook = parse(raw);
  // The developer console's check comes with a signature that does not match.
  if (hook?.action === "test") return;
  if (hook === null || !isVerified(hook, secret)) throw new Failure("signature_invalid");
  const till = await tillOfAccount(platform, hook);
  if (till === null) {
    platform.log.warn(
      { account: hook.account, object: hook.object },
      "a webhook of an unknown Poster account",
    );
    return;
  }
  await keep(platform, till, hook);
  await act(platform, till, hook);
};

/** Empties the bodies of webhooks that 0.1.0 kept, sealed, for the tills of a business. */
export const forgetRawHooks = async (platform: Platform, businessId: string): Promise<void> => {
  const own = await platform.store
    .collection(posterTills)
    .find({ business_id: businessId, kind: "poster" }, { projection: { _id: 1 } })
    .toArray();
  if (own.length === 0) return;
  const ids = own.map(({ _id }) => _id);
  await platform.store
    .collection(posterHooks)
    .updateMany({ till_id: { $in: ids }, raw: { $exists: true } }, { $unset: { raw: "" } });
};
