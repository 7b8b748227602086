import type { EventDocument } from "../journal/index.ts";

const mostWaiting = 2_000;

/** What a live stream is to send. */
export class Mailbox {
  #waiting: EventDocument[] = [];
  #wake: () => void = () => undefined;
  /** More waits than a reader who keeps up would leave: nothing is put any more, and the stream is to end. */
  isOverfull = false;

  put(events: readonly EventDocument[]): void {
    this.isOverfull ||= this.#waiting.length + events.length > mostWaiting;
    if (!this.isOverfull) this.#waiting.push(...events);
    this.#wake();
  }

  takeAll(): EventDocument[] {
    return this.#waiting.splice(0);
  }

  /** Resolves when something waits, after this time, or with the signal. @returns whether something waits */
  async filled(withinMs: number, signal: AbortSignal): Promise<boolean> {
    const isDone = (): boolean => this.#waiting.length > 0 || this.isOverfull;
    if (!isDone() && !signal.aborted)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        this.#wake = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", this.#wake);
          resolve();
        };
        signal.addEventListener("abort", this.#wake, { once: true });
      });
    signal.removeEventListener("abort", this.#wake);
    this.#wake = () => undefined;
    return isDone();
  }
}
