import type { Platform } from "../../journal/index.ts";
import { afterAttempt, isGivenUp, trialAt, type HealthOutcome, type HookHealth } from "../health.ts";
import { hooksCollection, type Hook } from "../model.ts";

const givenUp = "Every attempt of the last five days failed.";

/** The health of one hook in its owner's hands: counted in memory, written behind each attempt, one write at a time. */
export class HealthKeeper {
  readonly #platform: Platform;
  readonly #hookId: string;
  #health: HookHealth | null = null;
  #unsaved = false;
  #saving: Promise<void> | null = null;

  constructor(platform: Platform, hookId: string) {
    this.#platform = platform;
    this.#hookId = hookId;
  }

  /** Takes the stored health over when counting began anew since: a new target, or switched on again. */
  meet(hook: Hook): void {
    if (this.#health?.since.getTime() !== hook.health.since.getTime()) this.#health = hook.health;
  }

  /** When an open breaker lets one attempt through; null while it is closed. */
  get trialAt(): Date | null {
    return this.#health === null ? null : trialAt(this.#health);
  }

  /** Counts an attempt. `since` of the hook it was made for: what came before a new beginning does not count. */
  count(hook: Hook, outcome: HealthOutcome): void {
    if (this.#health?.since.getTime() !== hook.health.since.getTime()) return;
    this.#health = afterAttempt(this.#health, outcome);
    this.#unsaved = true;
    this.#saving ??= this.#save().finally(() => {
      this.#saving = null;
    });
  }

  /** Resolves when everything counted is written. */
  async saved(): Promise<void> {
    while (this.#saving !== null) await this.#saving;
  }

  async #save(): Promise<void> {
    const { store, log } = this.#platform;
    while (this.#unsaved && this.#health !== null) {
      this.#unsaved = false;
      const health = this.#health;
      const end = isGivenUp(health) ? { status: "disabled", disabled_reason: givenUp } : {};
      try {
        await store
          .collection(hooksCollection)
          .collection.updateOne(
            { _id: this.#hookId as never, "health.since": health.since },
            { $set: { health, ...end } },
          );
      } catch (error) {
        log.warn({ err: error, hook: this.#hookId }, "a hook's health could not be written");
      }
    }
  }
}
