import type { ActionDefinition } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { repeatableIds } from "../core/ids.ts";
import { PersonErased } from "../core/seals.ts";
import { bytesFrom, textOf } from "../core/secrets.ts";
import { isStoreAway } from "../core/store.ts";
import type { OnceRequest } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { enterOnce, type IdempotentRequest, type Once, type StoredAnswer } from "./idempotency.ts";

/*
 * A call under an Idempotency-Key. A repeat is answered before anything of it is judged, since the first run may have
 * changed what it would be judged by: by the kept answer, else by the journal entry that used the key up. Crash before
 * the command's write: the next run does the work. Crash after its entry: the entry gives the first answer. Crash after
 * the write of a plain document: the next run makes up the same ids and secrets, meets its own document, and answers
 * from it. Where the entry keeps just the answer that was given it is not kept again: a repeat finds the entry, though the
 * record still says that the first run is under way. Crash after the answer was kept: it is replayed. Where the first answer was about a customer who is erased by
 * then, each repeat is told so and does nothing.
 */

/** What a keyed call runs with. */
export interface KeyedRun {
  readonly platform: Platform;
  readonly once: OnceRequest;
}

/** The platform whose ids and secrets are the same for each run of one keyed call. */
const repeatable = (platform: Platform, { seed, begunAt }: Once): Platform => {
  const newBytes = bytesFrom(platform.sessionSecret, seed);
  return {
    ...platform,
    newBytes,
    newId: repeatableIds(platform.newId, begunAt, newBytes),
    keyedCall: textOf(newBytes("call", 22)),
  };
};

/** The first answer as the journal has it, null when no entry has used the key up. @throws not_found when it was erased */
const journalAnswer = async (
  platform: Platform,
  { status }: ActionDefinition,
  claimId: string,
): Promise<StoredAnswer | null> => {
  const json = await platform.journal.firstAnswer(claimId);
  return json === null ? null : { status, json };
};

const answerInJournal = (
  platform: Platform,
  action: ActionDefinition,
  { claim }: Once,
): Promise<StoredAnswer | null> => journalAnswer(platform, action, claim.id);

const isRefusal = (error: unknown): boolean => error instanceof Failure && error.status < 500;

/** Keeps an answer; from then on repeats get this one. One that the journal keeps need not be kept again. */
const keep = async (
  platform: Platform,
  once: Once,
  answer: StoredAnswer,
  isInJournal: boolean,
): Promise<void> => {
  await platform.reach("before-answer");
  if (!isInJournal) await once.done(answer);
  await platform.reach("after-answer");
};

/** What a run came to: gives its answer, or throws why it was refused. Faults of ours are thrown at once. */
const settled = async (run: Promise<StoredAnswer>): Promise<() => StoredAnswer> => {
  try {
    const answer = await run;
    return () => answer;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return () => {
      throw error;
    };
  }
};

const answerOnce = async (
  platform: Platform,
  action: ActionDefinition,
  once: Once,
  run: (keyed: KeyedRun) => Promise<StoredAnswer>,
): Promise<StoredAnswer & { isReplay: boolean }> => {
  let used: string | null = null;
  const claim: OnceRequest = { ...once.claim, used: (json) => (used = json) };
  const first = once.isRepeat ? await answerInJournal(platform, action, once) : null;
  if (first !== null) {
    await keep(platform, once, first, false);
    return { ...first, isReplay: true };
  }
  const own = await settled(run({ platform: repeatable(platform, once), once: claim }));
  // The run before this one may have been slow and not dead, and have done the work while this one was judged.
  const late = once.isRepeat ? await answerInJournal(platform, action, once) : null;
  const answer = late ?? own();
  await keep(platform, once, answer, used === answer.json && answer.status === action.status);
  return { ...answer, isReplay: false };
};

/**
 * Answers a call under its key.
 * @throws idempotency_mismatch, idempotency_in_progress and what the call throws
 */
export const answerKeyed = async (
  platform: Platform,
  action: ActionDefinition,
  request: IdempotentRequest,
  run: (keyed: KeyedRun) => Promise<StoredAnswer>,
): Promise<StoredAnswer & { isReplay: boolean }> => {
  const entered = await enterOnce(platform, request, (claim) => journalAnswer(platform, action, claim));
  if ("json" in entered) return { ...entered, isReplay: true };
  const letGo = entered.hold();
  try {
    return await answerOnce(platform, action, entered, run);
  } catch (error) {
    if (isStoreAway(error)) entered.failedAway();
    else if (error instanceof PersonErased) await entered.erased();
    else await (isRefusal(error) ? entered.refused() : entered.failed());
    throw error;
  } finally {
    letGo();
  }
};
