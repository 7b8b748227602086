import type { StoreCommand } from "../../server/src/core/store.ts";

/** What a call has asked of the store before it was answered. */
export interface Asked {
  /** Names and collections of the commands, in their order. */
  readonly commands: readonly string[];
  /** How many of them stood one behind another, each waiting for the one before. */
  readonly waits: number;
}

/** Counts a store's commands, and the waits one behind another: what begins after an answer may have waited for it. */
export class WaitCounter {
  #commands: string[] = [];
  #waits = 0;
  #answered = 0;
  #isCounting = false;

  readonly listen = ({ name, collection, onAnswer }: StoreCommand): void => {
    if (!this.#isCounting) return;
    this.#commands.push(name === "bulkWrite" ? name : `${name} ${collection}`);
    const depth = this.#answered + 1;
    this.#waits = Math.max(this.#waits, depth);
    onAnswer(() => (this.#answered = Math.max(this.#answered, depth)));
  };

  /** What these calls ask of the store until they are answered. */
  async during(call: () => Promise<unknown>): Promise<Asked> {
    this.#commands = [];
    this.#waits = 0;
    this.#answered = 0;
    this.#isCounting = true;
    try {
      await call();
    } finally {
      this.#isCounting = false;
    }
    return { commands: this.#commands, waits: this.#waits };
  }
}
