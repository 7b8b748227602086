import { updating } from "../../core/commits/index.ts";
import type { Platform } from "../../platform/index.ts";
import { afterAttempt, isGivenUp, trialAt, type HealthOutcome, type HookHealth } from "../health.ts";
import { hooksCollection, type Hook } from "../model.ts";

/** A hook that goes on succeeding has nothing new to say; it is written this often, and when it comes to rest. */
const routineMs = 5_000;

/** The health of one hook in its owner's hands: counted in memory, written behind the attempts, one write at a time. */
export class HealthKeeper {
  readonly #platform: Platform;
  readonly #hookId: string;
  #health: HookHealth | null = null;
  #stored: HookHealth | null = null;
  #saving: Promise<void> | null = null;
  #isTrialUnderWay = false;

  constructor(platform: Platform, hookId: string) {
    this.#platform = platform;
    this.#hookId = hookId;
  }

  /** Takes the stored health over when counting began anew since: a new target, or switched on again. */
  meet(hook: Hook): void {
    if (this.#health?.since.getTime() === hook.health.since.getTime()) return;
    this.#health = hook.health;
    this.#stored = hook.health;
  }

  /** When an open breaker lets one attempt through; null while it is closed. */
  trialAt(now: Date): Date | null {
    return this.#health === null ? null : trialAt(this.#health, now);
  }

  /** How many deliveries that no person asked for may start now. */
  usualAllowed(hook: Hook, now: Date): number {
    const trialAt = this.trialAt(now);
    if (hook.status === "disabled") return 0;
    if (trialAt === null) return Infinity;
    return now < trialAt || this.#isTrialUnderWay ? 0 : 1;
  }

  /** The one attempt that an open breaker lets through. */
  beginTrial(): void {
    this.#isTrialUnderWay = true;
  }

  endTrial(): void {
    this.#isTrialUnderWay = false;
  }

  /** Counts an attempt, unless counting has begun anew since it was started. */
  count(hook: Hook, outcome: HealthOutcome): void {
    if (this.#health?.since.getTime() !== hook.health.since.getTime()) return;
    this.#health = afterAttempt(this.#health, outcome);
    if (!this.#isRoutine(outcome)) this.save();
  }

  /** Writes what is not written yet, in the background. */
  save(): void {
    this.#saving ??= this.#write().finally(() => {
      this.#saving = null;
    });
  }

  /** Resolves when everything counted is written. */
  async saved(): Promise<void> {
    this.save();
    while (this.#saving !== null) await this.#saving;
  }

  #isRoutine({ at, succeeded }: HealthOutcome): boolean {
    const before = this.#stored;
    if (!succeeded || before === null || before.last_success_at === null) return false;
    const isNews = before.consecutive_failures > 0 || before.opened_at !== null;
    return !isNews && at.getTime() - before.last_success_at.getTime() < routineMs;
  }

  async #write(): Promise<void> {
    const { store, log } = this.#platform;
    while (this.#health !== null && this.#stored !== this.#health) {
      const health: HookHealth = this.#health;
      this.#stored = health;
      const hooks = store.collection(hooksCollection);
      const same = { _id: this.#hookId, "health.since": health.since };
      try {
        // with what other hooks have to say in this moment
        const counted = updating(hooksCollection, { filter: same, change: { $set: { health } } }, "document");
        const { refused } = await store.commits.write({ writes: [counted] });
        if (refused !== null) throw refused.error;
        // One that was disabled meanwhile keeps its reason.
        const end = { status: "disabled", disabled_reason: "only_failures" } as const;
        if (isGivenUp(health)) await hooks.updateOne({ ...same, status: "active" }, { $set: end });
      } catch (error) {
        log.warn({ err: error, hook: this.#hookId }, "a hook's health could not be written");
      }
    }
  }
}
