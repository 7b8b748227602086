import type { Context } from "koa";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { Failure } from "../core/failure.ts";

const windowSeconds = 60;

export type LimitRate = (ctx: Context, caller: string) => Promise<void>;

/**
 * Counts calls per caller and minute, in this process. Says what is left in the `RateLimit` headers
 * (draft-ietf-httpapi-ratelimit-headers).
 * @throws rate_limited with `retry_after` seconds
 */
export const createRateLimit = (perMinute: number): LimitRate => {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: windowSeconds });
  const show = (ctx: Context, state: RateLimiterRes): number => {
    const resetSeconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
    ctx.set("RateLimit-Policy", `"default";q=${perMinute};w=${windowSeconds}`);
    ctx.set("RateLimit", `"default";r=${Math.max(0, state.remainingPoints)};t=${resetSeconds}`);
    return resetSeconds;
  };
  return async (ctx, caller) => {
    try {
      show(ctx, await limiter.consume(caller));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new Failure("rate_limited", { retry_after: show(ctx, refused) });
    }
  };
};
