import { Failure } from "../core/failure.ts";
import { hmacSha256Hex, sha256Hex } from "../core/secrets.ts";
import { defineCollection, isDuplicateKey, type Collection } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { openKept, sealKept, type KeptAnswer } from "./kept-answer.ts";

/*
 * Idempotency-Key: the first request with a key leaves a record, `running` under a lease, then `done` with the sealed
 * answer. Refusals are not kept. Crash while running: the lease ends and the request may run again; a command of the
 * journal then finds the key used up by its entry and answers as the first time, so nothing happens twice. A fault of
 * ours ends the lease at once. After a day the key means nothing any more, whether or not the store has swept it.
 */

interface KeptRequest {
  _id: string;
  /** Of the body, keyed: a plain hash would let who reads the store guess the passwords in it. */
  fingerprint: string;
  state: "running" | "done";
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
const leaseMs = 60_000;

export interface StoredAnswer {
  status: number;
  json: string;
}

export interface IdempotentRequest {
  readonly caller: string;
  readonly path: string;
  readonly key: string;
  readonly body: unknown;
}

export interface Once {
  /** Names the key in the journal's claims. */
  readonly claim: { id: string; expiresAt: Date };
  done(answer: StoredAnswer): Promise<void>;
  /** Nothing happened: the key is free again. */
  refused(): Promise<void>;
  /** Nobody knows what happened: the same request may try again at once. */
  failed(): Promise<void>;
}

/** Takes over what a crash left running or what a day has ended; of several that want it, one gets it. */
const takeOver = async (
  records: Collection<KeptRequest>,
  standing: KeptRequest,
  change: Partial<KeptRequest>,
): Promise<void> => {
  const { _id, lease_until, expires_at } = standing;
  const taken = await records.updateOne({ _id, lease_until, expires_at }, { $set: change });
  if (taken.modifiedCount !== 1) throw new Failure("idempotency_in_progress", { retry_after: 1 });
};

const replayOf = async (
  platform: Platform,
  record: KeptRequest,
  fingerprint: string,
  now: Date,
): Promise<StoredAnswer | null> => {
  if (record.fingerprint !== fingerprint) throw new Failure("idempotency_mismatch");
  if (record.state === "done")
    return { status: record.status ?? 200, json: await openKept(platform, record.answer) };
  if (record.lease_until > now) throw new Failure("idempotency_in_progress", { retry_after: 1 });
  return null;
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

/**
 * Enters a request under its key.
 * @returns the first answer when there is one, else what to call at the end.
 * @throws idempotency_mismatch, idempotency_in_progress, PersonErased
 */
export const enterOnce = async (
  platform: Platform,
  request: IdempotentRequest,
): Promise<StoredAnswer | Once> => {
  const records = platform.store.collection(idempotencyCollection);
  const now = platform.clock.now();
  const _id = sha256Hex(JSON.stringify([request.caller, request.path, request.key]));
  const fingerprint = hmacSha256Hex(platform.sessionSecret, JSON.stringify(request.body ?? null));
  const start: Omit<KeptRequest, "_id"> = {
    fingerprint,
    state: "running",
    lease_until: new Date(now.getTime() + leaseMs),
    status: null,
    answer: null,
    expires_at: new Date(now.getTime() + keptMs),
  };
  const standing = await begin(records, { _id, ...start });
  if (standing !== null && standing.expires_at <= now) await takeOver(records, standing, start);
  else if (standing !== null) {
    const replay = await replayOf(platform, standing, fingerprint, now);
    if (replay !== null) return replay;
    await takeOver(records, standing, { lease_until: start.lease_until });
  }
  const mine = { _id, state: "running", lease_until: start.lease_until } as const;
  return {
    claim: { id: `idempotency:${_id}`, expiresAt: start.expires_at },
    async done({ status, json }) {
      const answer = await sealKept(platform, json);
      await records.updateOne({ _id }, { $set: { state: "done", status, answer } });
    },
    async refused() {
      await records.deleteOne(mine);
    },
    async failed() {
      await records.updateOne(mine, { $set: { lease_until: now } });
    },
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
