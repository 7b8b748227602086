import { setTimeout as pause } from "node:timers/promises";
import { lowestIdAt } from "../core/ids.ts";
import { eventsCollection } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import type { Mailbox } from "./mailbox.ts";

/*
 * A business's new events, read once for all its live streams in this process. What this process relays it is told of
 * at once, by id; what others write it finds by looking. Ids sort by time, but an event may become visible behind a later
 * one, at worst when a sweep finishes what a crash left: each look goes back a while and passes on what it has not seen.
 * Every event is read from the store at the moment it is passed on, never handed over from a command's memory.
 */

/** At most so late is an event of another process. */
const lookEveryMs = 750;
/** Longer than an entry that a crash left waits for the relay's sweep. */
export const lookBackMs = 8_000;

const feeds = new WeakMap<Platform, Map<string, Feed>>();

class Feed {
  readonly #platform: Platform;
  readonly #businessId: string;
  readonly #boxes = new Set<Mailbox>();
  #told: string[] = [];
  #wake: () => void = () => undefined;
  #seen = new Set<string>();
  /** When the last look that succeeded began; what became visible since is still to be found. */
  #lookedAt: Date;
  #lookAgainAt = 0;
  #isTroubled = false;
  #markStarted: () => void = () => undefined;
  /** Resolves when the first look is over: from there on nothing new is missed. */
  readonly started = new Promise<void>((resolve) => {
    this.#markStarted = resolve;
  });

  constructor(platform: Platform, businessId: string) {
    this.#platform = platform;
    this.#businessId = businessId;
    this.#lookedAt = platform.clock.now();
  }

  get #events() {
    return this.#platform.store.collection(eventsCollection);
  }

  add(box: Mailbox): void {
    this.#boxes.add(box);
    if (this.#boxes.size === 1) void this.#run();
  }

  /** @returns whether nobody listens any more */
  remove(box: Mailbox): boolean {
    this.#boxes.delete(box);
    if (this.#boxes.size === 0) this.#wake();
    return this.#boxes.size === 0;
  }

  tell(ids: readonly string[]): void {
    this.#told.push(...ids);
    this.#wake();
  }

  async #run(): Promise<void> {
    const { log } = this.#platform;
    while (this.#boxes.size > 0) {
      try {
        if (performance.now() >= this.#lookAgainAt) await this.#look();
        else await this.#pass(this.#told.splice(0));
        this.#isTroubled = false;
      } catch (error) {
        if (!this.#isTroubled) log.warn({ err: error }, "the live journal could not be read; trying again");
        this.#isTroubled = true;
        await pause(lookEveryMs);
      }
      if (this.#told.length === 0 && this.#boxes.size > 0) await this.#rest();
    }
  }

  /** Until the next look, or until it is told of something. */
  async #rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, this.#lookAgainAt - performance.now()));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }

  async #look(): Promise<void> {
    const now = this.#platform.clock.now();
    const back = new Date(Math.min(now.getTime(), this.#lookedAt.getTime()) - lookBackMs);
    const isFirst = this.#lookAgainAt === 0;
    const told = this.#told.splice(0);
    const visible = await this.#events
      .find(
        { business_id: this.#businessId, is_public: true, _id: { $gt: lowestIdAt("evt", back) } },
        { projection: { _id: 1 } },
      )
      .toArray();
    const ids = visible.map(({ _id }) => _id);
    if (!isFirst) await this.#pass([...ids, ...told]);
    // Forgets what is too old to be found again.
    this.#seen = new Set(ids);
    this.#lookedAt = now;
    this.#lookAgainAt = performance.now() + lookEveryMs;
    if (isFirst) this.#markStarted();
  }

  async #pass(ids: readonly string[]): Promise<void> {
    const fresh = [...new Set(ids)].filter((id) => !this.#seen.has(id));
    if (fresh.length === 0) return;
    const found = await this.#events
      .find({ _id: { $in: fresh } })
      .sort({ _id: 1 })
      .toArray();
    for (const id of fresh) this.#seen.add(id);
    for (const box of this.#boxes) box.put(found);
  }
}

const feedsOf = (platform: Platform): Map<string, Feed> => {
  const known = feeds.get(platform);
  if (known !== undefined) return known;
  const made = new Map<string, Feed>();
  feeds.set(platform, made);
  platform.journal.relay.lookOn(async (entry, events) => {
    const shown = events.filter((event) => event.is_public);
    made.get(entry.business_id)?.tell(shown.map(({ _id }) => _id));
  });
  return made;
};

/** How many businesses are being read for live streams in this process. */
export const openFeeds = (platform: Platform): number => feedsOf(platform).size;

/**
 * Puts every event of the business that becomes visible after `started` into the box; what was visible before the caller
 * finds in the store.
 */
export const joinFeed = (
  platform: Platform,
  businessId: string,
  box: Mailbox,
): { readonly started: Promise<void>; leave(): void } => {
  const all = feedsOf(platform);
  const feed = all.get(businessId) ?? new Feed(platform, businessId);
  all.set(businessId, feed);
  feed.add(box);
  return {
    started: feed.started,
    leave() {
      if (feed.remove(box) && all.get(businessId) === feed) all.delete(businessId);
    },
  };
};
