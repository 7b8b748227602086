import { followEvents, type LiveEvent } from "../../api/live.ts";

/*
 * One connection to the live journal that comes back by itself. A stream may die without a word while a laptop sleeps:
 * silence longer than the server's signs of life are apart, or a sleep, has it opened anew after the last event heard.
 */

export type LiveState = "live" | "reconnecting";

export interface ConnectionListener {
  onEvent(event: LiveEvent): void;
  onState(state: LiveState): void;
  /** What happened before now was not followed: the list is to be asked again. */
  onFreshStart(): void;
}

/** The server gives a sign of life every 15 s. */
const silentMs = 35_000;
const watchEveryMs = 5_000;
/** After a longer absence the list is asked again, rather than everything that was missed be sent. */
const longestReplayMs = 10 * 60_000;
const waitsMs = [500, 1_000, 2_000, 5_000, 10_000];

export class Connection {
  readonly #listener: ConnectionListener;
  #lastEventId: string | null;
  #heardAt = 0;
  #failures = 0;
  #isOpen = false;
  #current: AbortController | null = null;
  #wake: () => void = () => undefined;
  #isStopped = false;
  readonly #watch: ReturnType<typeof setInterval>;

  /** @param before what was heard before, by another tab perhaps, and when (ms) */
  constructor(listener: ConnectionListener, before: { readonly id: string | null; readonly at: number }) {
    this.#listener = listener;
    this.#lastEventId = before.id;
    this.#heardAt = before.at;
    this.#watch = setInterval(() => this.#check(silentMs), watchEveryMs);
    document.addEventListener("visibilitychange", this.#onReturn);
    window.addEventListener("online", this.#reopen);
    window.addEventListener("offline", this.#reopen);
    void this.#run();
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#watch);
    document.removeEventListener("visibilitychange", this.#onReturn);
    window.removeEventListener("online", this.#reopen);
    window.removeEventListener("offline", this.#reopen);
    this.#reopen();
  }

  readonly #onReturn = (): void => {
    if (document.visibilityState !== "visible") return;
    if (this.#isOpen) this.#check(silentMs / 2);
    else this.#wake();
  };

  /** Ends what is open, if anything, and tries anew at once. */
  readonly #reopen = (): void => {
    this.#failures = 0;
    this.#current?.abort();
    this.#wake();
  };

  #check(mostSilentMs: number): void {
    if (this.#isOpen && Date.now() - this.#heardAt > mostSilentMs) this.#reopen();
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      await this.#follow().catch(() => undefined);
      this.#isOpen = false;
      if (this.#isStopped) return;
      this.#listener.onState("reconnecting");
      await this.#pause();
    }
  }

  async #follow(): Promise<void> {
    const away = Date.now() - this.#heardAt;
    if (away > longestReplayMs) this.#lastEventId = null;
    const isFresh = this.#lastEventId === null;
    this.#current = new AbortController();
    await followEvents({
      lastEventId: this.#lastEventId,
      signal: this.#current.signal,
      onOpen: () => {
        this.#failures = 0;
        this.#isOpen = true;
        this.#listener.onState("live");
        if (isFresh) this.#listener.onFreshStart();
      },
      onHeard: () => {
        this.#heardAt = Date.now();
      },
      onEvent: (event) => {
        // One that became visible late may stand before others.
        if (this.#lastEventId === null || event.id > this.#lastEventId) this.#lastEventId = event.id;
        this.#listener.onEvent(event);
      },
    });
  }

  #pause(): Promise<void> {
    const ms = waitsMs[Math.min(this.#failures, waitsMs.length - 1)] ?? 0;
    this.#failures += 1;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
