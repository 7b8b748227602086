import { Pace, type PaceRule } from "../../core/pace.ts";

/** So many calls in any second, per account; Poster publishes no number. */
export const posterPace: PaceRule = { most: 5, burst: 5, windowMs: 1_000, spacingMs: 0 };
/** Accounts that are kept; beyond so many the one that was called the longest ago begins afresh. */
export const mostPaces = 1_000;

/** The pace of each account's calls, told by its token. */
export class Paces {
  readonly #kept = new Map<string, Pace>();

  of(token: string): Pace {
    const pace = this.#kept.get(token) ?? new Pace(posterPace);
    this.#kept.delete(token);
    this.#kept.set(token, pace);
    const [oldest] = this.#kept.size > mostPaces ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
    return pace;
  }
}
