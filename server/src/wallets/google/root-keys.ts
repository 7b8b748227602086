import type { Clock } from "../../core/clock.ts";
import { request } from "./request.ts";
import { rootKeysSchema, type RootKey } from "./verify.ts";

/** Google's root keys, fetched when they are needed; null when they cannot be had. */
export type RootKeys = () => Promise<readonly RootKey[] | null>;

/** Keys that say no expiry are asked for again after a day. */
const dayMs = 24 * 3_600_000;

interface Kept {
  readonly keys: readonly RootKey[];
  readonly until: number;
}

const fetchKeys = async (url: string, now: number): Promise<Kept | null> => {
  const reply = await request(url);
  const answer = reply.status === 200 ? rootKeysSchema.safeParse(reply.body) : null;
  if (!answer?.success) return null;
  const { keys } = answer.data;
  const ends = keys.flatMap(({ keyExpiration: end }) => (end !== undefined && end > now ? [end] : []));
  return { keys, until: Math.min(now + dayMs, ...ends) };
};

/** Keeps the keys until the earliest of them expires. Calls at the same time share one question. */
export const createRootKeys = (url: string, clock: Clock): RootKeys => {
  let asked: Promise<Kept | null> = Promise.resolve(null);
  let isAsking = false;
  return async () => {
    const now = clock.now().getTime();
    const kept = isAsking ? null : await asked;
    if (kept !== null && now < kept.until) return kept.keys;
    if (!isAsking) {
      isAsking = true;
      asked = fetchKeys(url, now).finally(() => {
        isAsking = false;
      });
    }
    return (await asked)?.keys ?? null;
  };
};
