import type { Clock } from "../../core/clock.ts";
import { request } from "./request.ts";
import { rootKeysSchema, type RootKey } from "./verify.ts";

/** Google's root keys, fetched when they are needed; null when they cannot be had. */
export type RootKeys = () => Promise<readonly RootKey[] | null>;

/** Keys that say no expiry are asked for again after a day. */
const dayMs = 24 * 3_600_000;

/** Keeps the keys until the earliest of them expires. */
export const createRootKeys = (url: string, clock: Clock): RootKeys => {
  let kept: { keys: readonly RootKey[]; until: number } = { keys: [], until: 0 };
  return async () => {
    const now = clock.now().getTime();
    if (now < kept.until) return kept.keys;
    const reply = await request(url);
    const answer = reply.status === 200 ? rootKeysSchema.safeParse(reply.body) : null;
    if (!answer?.success) return null;
    const { keys } = answer.data;
    const ends = keys.flatMap(({ keyExpiration: end }) => (end !== undefined && end > now ? [end] : []));
    kept = { keys, until: Math.min(now + dayMs, ...ends) };
    return keys;
  };
};
