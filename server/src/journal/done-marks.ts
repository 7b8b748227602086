import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../core/log.ts";
import type { Collection } from "../core/store.ts";
import type { Entry } from "./entry.ts";

const markEveryMs = 20;

/**
 * The marks that entries are done. A mark only saves the sweep its work, so nobody waits for it: marks of a moment share
 * one write. Lost with the process, they make the next sweep do what changes nothing.
 */
export class DoneMarks {
  readonly #journal: Collection<Entry>;
  readonly #log: Log;
  readonly #marked: () => Promise<void> | void;
  readonly #done: string[] = [];
  #marking: Promise<void> | null = null;

  /** @param marked called once marks are written */
  constructor(journal: Collection<Entry>, log: Log, marked: () => Promise<void> | void) {
    this.#journal = journal;
    this.#log = log;
    this.#marked = marked;
  }

  note(id: string): void {
    this.#done.push(id);
    this.#marking ??= pause(markEveryMs).then(async () => {
      this.#marking = null;
      const ids = this.#done.splice(0);
      try {
        await this.#journal.updateMany({ _id: { $in: ids } }, { $set: { fanout: "done" } });
        await this.#marked();
      } catch (error) {
        this.#log.warn({ err: error }, "relayed entries could not be marked; the sweep will do it");
      }
    });
  }

  /** Resolves when the marks of what was noted so far are written. */
  async settle(): Promise<void> {
    while (this.#marking !== null) await this.#marking;
  }
}
