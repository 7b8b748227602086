import type { Context } from "koa";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { Failure } from "../core/failure.ts";
import type { Caller } from "../platform/index.ts";

const windowSeconds = 60;
/** Callers who are known to be over their limit; beyond so many the first are looked up again. */
const mostSpent = 10_000;

/** Counts a call. @throws rate_limited with `retry_after` seconds */
export type LimitRate = (ctx: Context, caller: string) => Promise<void>;

/**
 * Counts calls per caller and minute, in this process. Says what is left in the `RateLimit` headers
 * (draft-ietf-httpapi-ratelimit-headers).
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

/** Whose calls are counted together. */
const nameOf = ({ key, staff }: Caller): string => key?.id ?? staff.id;

/**
 * Callers who are over their limit, by the key or cookie they prove themselves with. Such a call is refused before the
 * caller is looked up: an overload waits for no store, which it may be that has made slow.
 */
export class SpentCallers {
  readonly #limitRate: LimitRate;
  readonly #spent = new Map<string, Caller>();

  constructor(limitRate: LimitRate) {
    this.#limitRate = limitRate;
  }

  /** Whose proof this is, if the caller was over the limit at the last call. */
  known(proof: string | null): Caller | null {
    return (proof !== null && this.#spent.get(proof)) || null;
  }

  /** Counts a call of a caller. @throws rate_limited with `retry_after` seconds */
  async count(ctx: Context, proof: string | null, caller: Caller): Promise<void> {
    if (proof !== null) this.#spent.delete(proof);
    try {
      await this.#limitRate(ctx, nameOf(caller));
    } catch (error) {
      if (proof !== null) this.#keep(proof, caller);
      throw error;
    }
  }

  #keep(proof: string, caller: Caller): void {
    this.#spent.set(proof, caller);
    const [oldest] = this.#spent.size > mostSpent ? this.#spent.keys() : [];
    if (oldest !== undefined) this.#spent.delete(oldest);
  }
}
