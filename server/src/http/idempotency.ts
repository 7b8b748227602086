import type { Model } from "mongoose";
import { Failure } from "../core/failure.ts";
import { sha256Hex } from "../core/secrets.ts";
import { defineCollection, isDuplicateKey } from "../core/store.ts";
import type { Platform } from "../journal/index.ts";

/*
 * Idempotency-Key: the first request with a key leaves a record, `running` under a lease, then `done` with the sealed
 * answer. Refusals are not kept. Crash while running: the lease ends and the request may run again; a command of the
 * journal then finds the key used up by its entry and answers as the first time, so nothing happens twice.
 */

interface Record_ {
  _id: string;
  fingerprint: string;
  state: "running" | "done";
  lease_until: Date;
  status: number | null;
  answer: string | null;
  expires_at: Date;
}

export const idempotencyCollection = defineCollection<Record_>(
  "idempotency",
  {
    _id: String,
    fingerprint: String,
    state: String,
    lease_until: Date,
    status: Number,
    answer: String,
    expires_at: Date,
  },
  [{ keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } }],
);

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
  refused(): Promise<void>;
}

const replayOf = (
  platform: Platform,
  record: Record_,
  fingerprint: string,
  now: Date,
): StoredAnswer | null => {
  if (record.fingerprint !== fingerprint) throw new Failure("idempotency_mismatch");
  if (record.state === "done")
    return { status: record.status ?? 200, json: platform.vault.open(record.answer ?? "") };
  if (record.lease_until > now) throw new Failure("idempotency_in_progress", { retry_after: 1 });
  return null;
};

const begin = async (records: Model<Record_>, fresh: Record_): Promise<Record_ | null> => {
  try {
    await records.create([fresh]);
    return null;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return records.findById(fresh._id).lean<Record_ | null>();
  }
};

/**
 * Enters a request under its key.
 * @returns the first answer when there is one, else what to call at the end.
 * @throws idempotency_mismatch, idempotency_in_progress
 */
export const enterOnce = async (
  platform: Platform,
  request: IdempotentRequest,
): Promise<StoredAnswer | Once> => {
  const records = platform.store.collection(idempotencyCollection);
  const now = platform.clock.now();
  const _id = sha256Hex(JSON.stringify([request.caller, request.path, request.key]));
  const fingerprint = sha256Hex(JSON.stringify(request.body ?? null));
  const fresh: Record_ = {
    _id,
    fingerprint,
    state: "running",
    lease_until: new Date(now.getTime() + leaseMs),
    status: null,
    answer: null,
    expires_at: new Date(now.getTime() + keptMs),
  };
  const standing = await begin(records, fresh);
  if (standing !== null) {
    const replay = replayOf(platform, standing, fingerprint, now);
    if (replay !== null) return replay;
    const taken = await records.updateOne(
      { _id, lease_until: standing.lease_until },
      { $set: { lease_until: fresh.lease_until } },
    );
    if (taken.modifiedCount !== 1) throw new Failure("idempotency_in_progress", { retry_after: 1 });
  }
  return {
    claim: { id: `idempotency:${_id}`, expiresAt: fresh.expires_at },
    async done({ status, json }) {
      await records.updateOne(
        { _id },
        { $set: { state: "done", status, answer: platform.vault.seal(json) } },
      );
    },
    async refused() {
      await records.deleteOne({ _id, state: "running" });
    },
  };
};
