import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../core/failure.ts";
import { canonicalJson, hmacSha256Hex, randomText, sha256Hex } from "../core/secrets.ts";
import { defineCollection, isDuplicateKey, isStoreAway, type Collection } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { openKept, sealKept, type KeptAnswer } from "./kept-answer.ts";

/*
 * Idempotency-Key: the first request with a key leaves a record, `running` under a lease that is renewed while it runs,
 * then `done` with the sealed answer. Refusals are not kept. Crash while running: the lease ends and a repeat takes the
 * record over, with the seed that ids and secrets are made from; keyed.ts says how it comes to the first answer. A fault
 * of ours ends the lease at once. After a day the key means nothing any more, whether or not the store has swept it.
 */

interface KeptRequest {
  _id: string;
  /** Of the body, keyed: a plain hash would let who reads the store guess the passwords in it. */
  fingerprint: string;
  state: "running" | "done";
  /** Which run holds it, and what all its runs make ids and secrets from; absent in records of 0.1.0. */
  run?: string;
  seed?: string;
  lease_until: Date;
  status: number | null;
  /** 0.1.0 kept all in the vault. */
  answer: KeptAnswer | string | null;
  expires_at: Date;
}

export const idempotencyCollection = defineCollection<KeptRequest>("idempotency", [
  { keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } },
]);

const keptMs = 24 * 3_600_000;
const leaseMs = 12_000;
/** No lease was ever longer; one that ends later was taken by a clock that was ahead, and is nobody's. */
const longestLeaseMs = 60_000;
export const renewEveryMs = 4_000;
const askAgainAfterMs = 250;

export interface StoredAnswer {
  status: number;
  json: string;
}

export interface IdempotentRequest {
  readonly caller: string;
  readonly path: string;
  readonly key: string;
  readonly body: unknown;
  /** How often the lease is renewed while it runs. */
  readonly renewEveryMs: number;
}

/** A request that has the key to itself. */
export interface Once {
  /** Names the key in the journal's claims. */
  readonly claim: { id: string; expiresAt: Date };
  /** A run before this one was cut short and may have had its effect. */
  readonly isRepeat: boolean;
  readonly seed: string;
  /** When the first run began. */
  readonly begunAt: Date;
  /** Renews the lease from time to time. @returns what ends that */
  hold(): () => void;
  done(answer: StoredAnswer): Promise<void>;
  /** Its answer was about a customer who is gone: so says every repeat. */
  erased(): Promise<void>;
  /** Nothing happened: the key is free again. */
  refused(): Promise<void>;
  /** Nobody knows what happened: the same request may try again at once. */
  failed(): Promise<void>;
  /** Likewise, where the store is away: it is told when it answers again, and nobody waits for that. */
  failedAway(): void;
}

const claimOf = (recordId: string): string => `idempotency:${recordId}`;

const inProgress = (restMs: number): Failure =>
  new Failure("idempotency_in_progress", { retry_after: Math.max(1, Math.ceil(restMs / 1_000)) });

/** Takes over what a crash left running or what a day has ended; of several that want it, one gets it. */
const takeOver = async (
  records: Collection<KeptRequest>,
  standing: KeptRequest,
  change: Partial<KeptRequest>,
): Promise<void> => {
  const { _id, lease_until, expires_at } = standing;
  const taken = await records.updateOne({ _id, lease_until, expires_at }, { $set: change });
  if (taken.modifiedCount !== 1) throw inProgress(leaseMs);
};

/** The answer of the entry that has used a claim up, or null. */
type InJournal = (claimId: string) => Promise<StoredAnswer | null>;

const replayOf = async (
  platform: Platform,
  record: KeptRequest,
  { fingerprints, now, inJournal }: { fingerprints: readonly string[]; now: Date; inJournal: InJournal },
): Promise<StoredAnswer | null> => {
  if (!fingerprints.includes(record.fingerprint)) throw new Failure("idempotency_mismatch");
  if (record.state === "done")
    return { status: record.status ?? 200, json: await openKept(platform, record.answer) };
  const restMs = record.lease_until.getTime() - now.getTime();
  if (restMs <= 0 || restMs > longestLeaseMs) return null;
  // The first run may be through: then its entry has the answer.
  const first = await inJournal(claimOf(record._id));
  if (first === null) throw inProgress(restMs);
  return first;
};

const begin = async (records: Collection<KeptRequest>, fresh: KeptRequest): Promise<KeptRequest | null> => {
  try {
    await records.insertOne(fresh);
    return null;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return records.findOne({ _id: fresh._id });
  }
};

const renewing =
  (platform: Platform, mine: Pick<KeptRequest, "_id" | "run">, everyMs: number): Once["hold"] =>
  () => {
    const records = platform.store.collection(idempotencyCollection);
    const renew = async (): Promise<void> => {
      const until = new Date(platform.clock.now().getTime() + leaseMs);
      await records.updateOne({ ...mine, state: "running" }, { $set: { lease_until: until } });
    };
    const timer = setInterval(() => {
      renew().catch((error: unknown) => {
        platform.log.warn({ err: error }, "the lease of a keyed call could not be renewed");
      });
    }, everyMs);
    timer.unref();
    return () => clearInterval(timer);
  };

type Running = Pick<KeptRequest, "_id" | "run"> & { readonly state: "running" };

const endLease = async (platform: Platform, mine: Running): Promise<void> => {
  const change = { $set: { lease_until: platform.clock.now() } };
  await platform.store.collection(idempotencyCollection).updateOne(mine, change);
};

/** As soon as the store answers, unless the lease is over by then. */
const endLeaseLater = async (platform: Platform, mine: Running): Promise<void> => {
  const isOver = performance.now() + leaseMs;
  while (performance.now() < isOver) {
    await pause(askAgainAfterMs, undefined, { ref: false });
    try {
      return await endLease(platform, mine);
    } catch (error) {
      platform.log.debug({ err: error }, "the lease of a keyed call could not be ended");
    }
  }
};

/** By which a body is known again; the second as it was made before an upgrade, by the order of members. */
const fingerprintsOf = (platform: Platform, body: unknown): [string, string] => {
  const print = (json: string): string => hmacSha256Hex(platform.sessionSecret, json);
  try {
    return [print(canonicalJson(body)), print(JSON.stringify(body ?? null))];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure("invalid_request", { detail: "The body is nested too deeply." });
  }
};

type Held = Required<Pick<KeptRequest, "_id" | "run" | "seed" | "expires_at">>;

const onceOf = (platform: Platform, held: Held, isRepeat: boolean, everyMs: number): Once => {
  const records = platform.store.collection(idempotencyCollection);
  const { _id, run, seed, expires_at: expiresAt } = held;
  const mine = { _id, run, state: "running" } as const;
  return {
    claim: { id: claimOf(_id), expiresAt },
    isRepeat,
    seed,
    begunAt: new Date(expiresAt.getTime() - keptMs),
    hold: renewing(platform, { _id, run }, everyMs),
    async done({ status, json }) {
      const answer = await sealKept(platform, json);
      await records.updateOne({ _id }, { $set: { state: "done", status, answer } });
    },
    async erased() {
      await records.updateOne({ _id }, { $set: { state: "done", answer: null } });
    },
    async refused() {
      await records.deleteOne(mine);
    },
    failed: () => endLease(platform, mine),
    failedAway: () => void endLeaseLater(platform, mine),
  };
};

/** Makes unreadable what 0.1.0 kept of answers about a customer. */
export const forgetPlainAnswers = async (platform: Platform, customerId: string): Promise<void> => {
  const records = platform.store.collection(idempotencyCollection);
  for await (const { _id, answer } of records.find({ answer: { $type: "string" } })) {
    if (typeof answer !== "string" || !platform.vault.open(answer).includes(customerId)) continue;
    await records.updateOne({ _id }, { $set: { answer: { of: [customerId], sealed: "" } } });
  }
};

/**
 * Enters a request under its key.
 * @param inJournal how an answer is found that only an entry keeps
 * @returns the first answer when it was kept, else what to call at the end.
 * @throws idempotency_mismatch, idempotency_in_progress, PersonErased
 */
export const enterOnce = async (
  platform: Platform,
  request: IdempotentRequest,
  inJournal: InJournal,
): Promise<StoredAnswer | Once> => {
  const records = platform.store.collection(idempotencyCollection);
  const now = platform.clock.now();
  const _id = sha256Hex(JSON.stringify([request.caller, request.path, request.key]));
  const fingerprints = fingerprintsOf(platform, request.body);
  const [fingerprint] = fingerprints;
  const held = { run: randomText(22), lease_until: new Date(now.getTime() + leaseMs) };
  const start = {
    fingerprint,
    state: "running" as const,
    ...held,
    seed: randomText(32),
    status: null,
    answer: null,
    expires_at: new Date(now.getTime() + keptMs),
  };
  const once = (record: Omit<Held, "_id">, isRepeat: boolean): Once =>
    onceOf(platform, { ...record, _id }, isRepeat, request.renewEveryMs);
  const standing = await orLetGo(begin(records, { _id, ...start }), once(start, false));
  if (standing === null) return once(start, false);
  if (standing.expires_at <= now) {
    await orLetGo(takeOver(records, standing, start), once(start, false));
    return once(start, false);
  }
  const replay = await replayOf(platform, standing, { fingerprints, now, inJournal });
  if (replay !== null) return replay;
  const { seed = start.seed, expires_at } = standing;
  const again = once({ run: held.run, seed, expires_at }, true);
  await orLetGo(takeOver(records, standing, { ...held, seed }), again);
  return again;
};

/** A lease that could not be taken, for all we know, may have been: the same request need not wait for its end. */
const orLetGo = async <T>(taking: Promise<T>, once: Once): Promise<T> => {
  try {
    return await taking;
  } catch (error) {
    if (isStoreAway(error)) once.failedAway();
    throw error;
  }
};
