import type { LiveEvent } from "../../api/live.ts";
import { Connection, type ConnectionListener, type LiveState } from "./connection.ts";

/*
 * One connection for all tabs of a browser, since it may open only six to a server: the tab that holds the lock is
 * connected and tells the others. When it is closed the next one gets the lock, and goes on after what it heard last.
 * On plain http in a local network there are no locks: there each tab is connected by itself, while it is visible.
 */

type Told =
  | { readonly kind: "event"; readonly event: LiveEvent }
  | { readonly kind: "state"; readonly state: LiveState }
  | { readonly kind: "fresh" }
  /** A new tab asks how things stand. */
  | { readonly kind: "ask" };

class Tab {
  readonly #name: string;
  readonly #listener: ConnectionListener;
  readonly #channel: BroadcastChannel;
  readonly #stopping = new AbortController();
  #connection: Connection | null = null;
  #lastEventId: string | null = null;
  #heardAt = Date.now();
  #state: LiveState = "reconnecting";

  constructor(name: string, listener: ConnectionListener) {
    this.#name = name;
    this.#listener = listener;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data);
    if ("locks" in navigator) void this.#lead();
    else this.#goAlone();
  }

  stop(): void {
    this.#stopping.abort();
    this.#connection?.stop();
    this.#connection = null;
    this.#channel.close();
  }

  #take(told: Told): void {
    this.#heardAt = Date.now();
    if (told.kind === "state") {
      this.#state = told.state;
      this.#listener.onState(told.state);
    }
    if (told.kind === "fresh") this.#listener.onFreshStart();
    if (told.kind !== "event") return;
    if (this.#lastEventId === null || told.event.id > this.#lastEventId) this.#lastEventId = told.event.id;
    this.#listener.onEvent(told.event);
  }

  #hear(told: Told): void {
    if (told.kind !== "ask") this.#take(told);
    else if (this.#connection !== null) this.#channel.postMessage({ kind: "state", state: this.#state });
  }

  #connect(isShared: boolean): void {
    const pass = (told: Told): void => {
      this.#take(told);
      if (isShared) this.#channel.postMessage(told);
    };
    this.#connection = new Connection(
      {
        onEvent: (event) => pass({ kind: "event", event }),
        onState: (state) => pass({ kind: "state", state }),
        onFreshStart: () => pass({ kind: "fresh" }),
      },
      { id: this.#lastEventId, at: this.#heardAt },
    );
  }

  async #lead(): Promise<void> {
    this.#channel.postMessage({ kind: "ask" } satisfies Told);
    const { signal } = this.#stopping;
    await navigator.locks
      .request(this.#name, { signal }, () => {
        if (signal.aborted) return undefined;
        this.#connect(true);
        return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      })
      .catch(() => undefined);
  }

  #goAlone(): void {
    const follow = (): void => {
      const isSeen = document.visibilityState === "visible";
      if (isSeen && this.#connection === null) this.#connect(false);
      if (isSeen || this.#connection === null) return;
      this.#connection.stop();
      this.#connection = null;
    };
    document.addEventListener("visibilitychange", follow, { signal: this.#stopping.signal });
    follow();
  }
}

/**
 * Follows the journal of who is signed in, until the answer is called.
 * @param staffId tabs share a connection when the same person is signed in
 */
export const followJournal = (staffId: string, listener: ConnectionListener): (() => void) => {
  const tab = new Tab(`7stamp-journal-${staffId}`, listener);
  return () => tab.stop();
};
