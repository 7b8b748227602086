import { cardOpened, cardSaved } from "../catalog/index.ts";
import type { WalletPlatform } from "../cards/index.ts";
import type { EntryListener } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { passes, type PassDocument } from "./model.ts";
import { markChanged } from "./passes.ts";
import type { Wallet } from "./port.ts";

/*
 * Passes follow their cards. The listener of the journal marks the passes of a changed card as due, durably, and wakes
 * the telling. Telling takes a due pass under a lease, tells the wallet, and takes the mark away if it is still the same:
 * a change meanwhile leaves its own. Crash before the mark: the entry is pending and relayed again. Crash while telling:
 * the lease ends and any process tells again, which shows the same. Wallets are told what is, never what has changed.
 */

export interface Updates {
  readonly listener: EntryListener;
  /** Tells the wallets of what is due. @returns how many passes were told */
  tellDue(): Promise<number>;
  /** Wakes the telling without waiting for it. */
  wake(): void;
  /** Resolves when no telling is under way. */
  idle(): Promise<void>;
}

const leaseMs = 60_000;
const batch = 50;
const mostTries = 12;
const shownElsewhere = [cardOpened.name, cardSaved.name] as readonly string[];

/** 5 s, 10 s, 20 s … an hour. */
const pauseMs = (tries: number): number => Math.min(5_000 * 2 ** tries, 3_600_000);

const isDue = (now: Date) => ({ due_at: { $ne: null, $lte: now } });

const tellOne = async (platform: Platform, wallet: Wallet, pass: PassDocument): Promise<boolean> => {
  const model = platform.store.collection(passes);
  const mine = { _id: pass._id, due: pass.due };
  const now = platform.clock.now();
  const leased = await model.updateOne(
    { ...mine, due_at: pass.due_at },
    { $set: { due_at: new Date(now.getTime() + leaseMs) } },
  );
  if (leased.modifiedCount === 0) return false;
  if ((await wallet.tell(pass)) === "told") {
    await model.updateOne(mine, { $set: { due: null, due_at: null, tries: 0 } });
    return true;
  }
  const tries = pass.tries + 1;
  if (tries < mostTries) {
    const again = new Date(platform.clock.now().getTime() + pauseMs(pass.tries));
    await model.updateOne(mine, { $set: { due_at: again, tries } });
    return false;
  }
  platform.log.error({ pass: pass._id }, "a wallet could not be told of a change; the next change tells it");
  await model.updateOne(mine, { $set: { due: null, due_at: null, tries: 0 } });
  return false;
};

export const createUpdates = (
  platform: Platform,
  wallets: Readonly<Partial<Record<WalletPlatform, Wallet>>>,
): Updates => {
  const names = Object.keys(wallets) as WalletPlatform[];
  let running: Promise<void> | null = null;
  let isWoken = false;

  const tellDue = async (): Promise<number> => {
    const due = await platform.store
      .collection(passes)
      .find({ ...isDue(platform.clock.now()), platform: { $in: names } })
      .sort({ due_at: 1 })
      .limit(batch)
      .toArray();
    const told = await Promise.all(
      due.map((pass) => {
        const wallet = wallets[pass.platform];
        return wallet === undefined ? false : tellOne(platform, wallet, pass);
      }),
    );
    return told.filter(Boolean).length;
  };

  const run = async (): Promise<void> => {
    while (isWoken) {
      isWoken = false;
      // A full batch may have left others behind.
      while ((await tellDue()) === batch);
    }
  };

  const wake = (): void => {
    isWoken = true;
    running ??= run()
      .catch((error: unknown) => {
        platform.log.error({ err: error }, "wallets were not told; the sweep tries again");
      })
      .finally(() => {
        running = null;
      });
  };

  return {
    tellDue,
    wake,
    idle: async () => (await running) ?? undefined,
    async listener(_entry, events) {
      const changed = new Set(
        events.flatMap(({ name, card_id: id }) => (id === null || shownElsewhere.includes(name) ? [] : [id])),
      );
      const marked = await Promise.all([...changed].map((cardId) => markChanged(platform, cardId)));
      if (marked.includes(true)) wake();
    },
  };
};
