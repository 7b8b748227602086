import { Binary, serialize } from "bson";
import { decode, type Document } from "./bson/decode.ts";
import { isPlainObject, toNumber } from "./bson/types.ts";
import { CommandError } from "./errors.ts";
import { retries, retryKey } from "./store/keys.ts";
import type { Storage } from "./store/storage.ts";

/**
 * Retryable writes: a driver that lost the answer sends the same command again with the same session, transaction number and statement ids.
 * The first answer is kept in the transaction of the write itself, so a crash keeps both or neither; sent again, the command is not run.
 * A command that changed nothing leaves no answer: sent again it runs again, and what it then does is done for the first time. So a command
 * of several statements is kept as soon as one of them changed something, and one whose statements all failed or found nothing is not.
 * As on MongoDB a session keeps its latest transaction number only, and 30 minutes (the session's life) after it the answer is forgotten.
 */
export class Retries {
  readonly #storage: Storage;
  readonly #now: () => Date;
  /** Each session's latest number, so that a new write need not look for an old answer and an overtaken one is known. */
  readonly #latest = new Map<string, bigint>();

  constructor(storage: Storage, now: () => Date) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Runs the write, or gives the answer it got before. Only inside a transaction. */
  once(command: Document, run: () => Document): Document {
    const attempt = attemptOf(command);
    if (!attempt) return run();
    const name = attempt.session.toString("latin1");
    const latest = this.#latest.get(name);
    const kept = latest !== undefined && latest < attempt.number ? undefined : this.#read(attempt.session);
    for (const newest of [latest, kept?.number])
      if (newest !== undefined && newest > attempt.number) throw tooOld(attempt.number, newest);
    const earlier = kept?.number === attempt.number ? kept.answers : [];
    const known = earlier.find(({ statements }) => statements === attempt.statements);
    if (known) return known.reply;
    const before = this.#storage.changes;
    const reply = run();
    if (this.#storage.changes !== before)
      this.#write(attempt, [...earlier, { statements: attempt.statements, reply }]);
    this.#latest.set(name, attempt.number);
    return reply;
  }

  /** After a transaction that was undone: what it kept is not there. */
  undone(): void {
    this.#latest.clear();
  }

  /** Forgets answers that nobody can ask for any more. Only inside a transaction. */
  prune(): void {
    this.#latest.clear();
    const oldest = this.#now().getTime() - sessionLifeMs;
    let start = retries.start;
    for (;;) {
      const page = this.#storage.page({ ...retries, start, limit: 500 });
      for (const { key, value } of page)
        if ((decode(value).at as Date).getTime() < oldest) this.#storage.remove(key);
      const last = page.at(-1);
      if (page.length < 500 || !last) return;
      start = Buffer.concat([last.key, Buffer.from([0])]);
    }
  }

  #read(session: Buffer): { number: bigint; answers: Answer[] } | undefined {
    const record = this.#storage.get(retryKey(session));
    if (!record) return undefined;
    const { number, answers } = decode(record);
    return { number: toBigInt(number), answers: answers as Answer[] };
  }

  #write({ session, number }: Attempt, answers: Answer[]): void {
    const record = serialize({ number, at: this.#now(), answers }, { ignoreUndefined: true });
    this.#storage.put(retryKey(session), Buffer.from(record.buffer, record.byteOffset, record.byteLength));
  }
}

function tooOld(number: bigint, newest: bigint): CommandError {
  return new CommandError(
    "TransactionTooOld",
    `Retryable write with txnNumber ${number} is prohibited; a newer one (${newest}) has already started on this session.`,
  );
}

const sessionLifeMs = 30 * 60 * 1000;

interface Answer {
  statements: string;
  reply: Document;
}

interface Attempt {
  session: Buffer;
  number: bigint;
  statements: string;
}

function attemptOf({ lsid, txnNumber, stmtId, stmtIds }: Document): Attempt | undefined {
  if (txnNumber === undefined) return undefined;
  const id = isPlainObject(lsid) ? lsid.id : undefined;
  if (!(id instanceof Binary))
    throw new CommandError("InvalidOptions", "Transaction number requires a session ID to also be specified");
  const statements = [stmtIds ?? stmtId ?? []].flat().map(toNumber).join();
  return { session: Buffer.from(id.value()), number: toBigInt(txnNumber), statements };
}

const toBigInt = (value: unknown): bigint =>
  BigInt(typeof value === "object" && value ? value.toString() : toNumber(value));
