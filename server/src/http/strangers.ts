import type { Context, Middleware } from "koa";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { networkOf } from "../core/address-guard.ts";
import { Failure } from "../core/failure.ts";
import type { ClientAddress } from "./client-address.ts";

/*
 * What may be done without a key is limited per client address, in this process: one that calls too much costs the others
 * nothing. A call counts before anything is read or looked up for it. The limits are so that a shop whose customers
 * share one address, and a vendor that calls for all its shops, stay far below. An IPv6 client has a whole /64 to call
 * from, so it counts as one.
 */

/** Calls a minute: anything at all; a page that is drawn from the store; a log-in, which costs 32 MB and 60 ms of CPU. */
export const strangerLimits = { any: 6_000, page: 300, "log-in": 60 };

export type StrangerCall = keyof typeof strangerLimits;

export type StrangerLimits = Readonly<Record<StrangerCall, number>>;

/** Counts a call. @throws rate_limited with `retry_after` seconds */
export type LimitStrangers = (ctx: Context, call: StrangerCall) => Promise<void>;

const windowSeconds = 60;

export const createStrangerLimit = (
  clientAddress: ClientAddress,
  limits: StrangerLimits = strangerLimits,
): LimitStrangers => {
  const limiterOf = (points: number) => new RateLimiterMemory({ points, duration: windowSeconds });
  const limiters = {
    any: limiterOf(limits.any),
    page: limiterOf(limits.page),
    "log-in": limiterOf(limits["log-in"]),
  };
  return async (ctx, call) => {
    try {
      await limiters[call].consume(networkOf(clientAddress(ctx.req)));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new Failure("rate_limited", {
        retry_after: Math.max(1, Math.ceil(refused.msBeforeNext / 1_000)),
      });
    }
  };
};

/** Counts every call but those below a prefix, which are counted by what they are. */
export const limitOutside =
  (prefix: string, limit: LimitStrangers): Middleware =>
  async (ctx, next) => {
    if (!ctx.path.startsWith(prefix)) await limit(ctx, "any");
    return next();
  };
