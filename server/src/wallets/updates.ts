import { cardOpened, cardSaved } from "../catalog/index.ts";
import type { WalletPlatform } from "../cards/index.ts";
import { pauseAfterMs, type Ending, type Turn, type WorkKind } from "../core/work-queue/index.ts";
import type { EntryReader } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { passes, type PassDocument } from "./model.ts";
import { markChanged, passWork } from "./passes.ts";
import type { Wallet } from "./port.ts";

/*
 * Passes follow their cards. The listener of the journal marks the passes of a changed card, durably, and notes each as
 * work. A change meanwhile is noted again, and told again. Crash before it is noted: the entry is pending and relayed
 * again. Crash while telling: the lease ends and any process tells again, which shows the same. Wallets are told what is,
 * never what has changed.
 */

export interface Updates {
  readonly listener: EntryReader;
  /** Tells a wallet of a pass. */
  readonly kind: WorkKind;
}

type OpenWallets = Readonly<Partial<Record<WalletPlatform, Wallet>>>;

const atOnce = 50;
const perBusiness = 10;
const mostTries = 12;
const triedForMs = 3 * 3_600_000;
/** A wallet that is not set up here may be set up again, or be in another process. */
const askAgainMs = 3_600_000;
const shownElsewhere = [cardOpened.name, cardSaved.name] as readonly string[];

/** Whether telling of a pass is over with this try: changes that come while it fails do not use the tries up. */
const isGivenUp = (platform: Platform, pass: PassDocument, tries: number): boolean =>
  tries + 1 >= mostTries && platform.clock.now().getTime() - pass.changed_at.getTime() >= triedForMs;

const tell = async (platform: Platform, wallets: OpenWallets, { item }: Turn): Promise<Ending> => {
  const pass = await platform.store.collection(passes).findOne({ _id: item.key });
  if (pass === null) return { kind: "done" };
  const dueIn = (ms: number): Date => new Date(platform.clock.now().getTime() + ms);
  const wallet = wallets[pass.platform];
  if (wallet === undefined) return { kind: "later", dueAt: dueIn(askAgainMs) };
  const isLast = isGivenUp(platform, pass, item.tries);
  let failure: unknown;
  try {
    if ((await wallet.tell(pass)) === "told") return { kind: "done" };
  } catch (error) {
    if (!isLast) throw error;
    failure = error;
  }
  if (!isLast) return { kind: "later", dueAt: dueIn(pauseAfterMs(item.tries)), failed: true };
  platform.log.error(
    { pass: pass._id, err: failure },
    "a wallet could not be told of a change; the next change tells it",
  );
  return { kind: "done" };
};

export const createUpdates = (platform: Platform, wallets: OpenWallets): Updates => ({
  kind: {
    kind: passWork,
    atOnce,
    perBusiness,
    work: (turn) => tell(platform, wallets, turn),
  },
  async listener(_entry, events) {
    const changed = new Set(
      events.flatMap(({ name, card_id: id }) => (id === null || shownElsewhere.includes(name) ? [] : [id])),
    );
    await Promise.all([...changed].map((cardId) => markChanged(platform, cardId)));
  },
});
