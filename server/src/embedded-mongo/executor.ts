import type { Document } from "./bson/decode.ts";
import { commandOf } from "./commands/index.ts";
import type { Command, CommandContext } from "./commands/command.ts";
import { CursorReply, type Reply } from "./commands/reply.ts";
import { CommandError } from "./errors.ts";
import { Retries } from "./retries.ts";
import { NoRoom } from "./store/room.ts";

export interface Job {
  /** Jobs of one connection keep their order. */
  connection: object;
  command: Document;
  answer: (reply: Reply) => void;
}

interface Prepared {
  job: Job;
  command: Command;
}

/**
 * Runs commands one at a time on one thread, and writes in groups.
 * All writes that arrive within one turn of the event loop share one transaction. Nobody waits for the disk but the answers: while it takes one
 * group, the next ones run, and all that have come meanwhile are taken by it together.
 * Reads run between transactions, and may see what is not on disk yet: they are answered when that is, as the writes are. So nobody is told of
 * anything that a crash could take back, and a read sees every write answered before it.
 * A crash leaves a group whole or not at all, and each only with those before it.
 * Should one command of a group fail unexpectedly, the group is undone and each of its commands runs alone.
 */
export class Executor {
  readonly #context: CommandContext;
  readonly retries: Retries;
  #queue: Job[] = [];
  #isScheduled = false;

  constructor(context: CommandContext) {
    this.#context = context;
    this.retries = new Retries(context.store.storage, context.now);
  }

  submit(job: Job): void {
    this.#queue.push(job);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.drain();
    });
  }

  /** Runs all that has been submitted. */
  drain(): void {
    while (this.#queue.length > 0) {
      const jobs = this.#queue;
      this.#queue = [];
      this.#runRound(jobs);
    }
  }

  #runRound(jobs: readonly Job[]): void {
    const writes: Prepared[] = [];
    const writing = new Set<object>();
    const later: Job[] = [];
    const reads: [Job, Reply][] = [];
    for (const job of jobs) {
      if (writing.has(job.connection)) {
        later.push(job);
        continue;
      }
      const prepared = this.#prepare(job);
      if (prepared?.command.kind === "read") reads.push([job, this.#attempt(prepared)]);
      else if (prepared) {
        writes.push(prepared);
        writing.add(job.connection);
      }
    }
    this.#answer(reads);
    this.#answer(this.#write(writes));
    if (later.length > 0) this.#queue.unshift(...later);
  }

  #prepare(job: Job): Prepared | undefined {
    try {
      return { job, command: commandOf(job.command).command };
    } catch (error) {
      job.answer(failure(error));
      return undefined;
    }
  }

  #write(writes: readonly Prepared[]): [Job, Reply][] {
    if (writes.length === 0) return [];
    try {
      return this.#context.store.transaction(() =>
        writes.map((write): [Job, Reply] => [write.job, this.#runOrRefuse(write)]),
      );
    } catch {
      this.retries.undone();
      return writes.map((write) => [write.job, this.#alone(write)]);
    }
  }

  #answer(answers: readonly [Job, Reply][]): void {
    if (answers.length === 0) return;
    this.#context.store.storage.whenDurable(() => {
      for (const [job, reply] of answers) job.answer(reply);
    });
  }

  #alone(write: Prepared): Reply {
    try {
      return this.#context.store.transaction(() => this.#run(write));
    } catch (error) {
      this.retries.undone();
      return failure(error);
    }
  }

  #attempt(prepared: Prepared): Reply {
    try {
      return this.#run(prepared);
    } catch (error) {
      return failure(error);
    }
  }

  #run({ job, command }: Prepared): Reply {
    const run = (): Reply => {
      const reply = command.run(job.command, this.#context);
      return reply instanceof CursorReply ? reply : { ...reply, ok: 1 };
    };
    if (command.kind === "read") return run();
    // A write's answer is always a document: what is kept for a retry can be kept as it is.
    const answer = this.retries.once(job.command, () => run() as Document);
    return command.present ? command.present(answer, job.command, this.#context) : answer;
  }

  /** A refusal within a group must not undo the others: it is an answer like any other, and nothing has been written for it. */
  #runOrRefuse(prepared: Prepared): Reply {
    try {
      return this.#run(prepared);
    } catch (error) {
      if (error instanceof CommandError && !prepared.command.isUndoneOnRefusal) return failure(error);
      throw error;
    }
  }
}

export function failure(error: unknown): Document {
  if (error instanceof CommandError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details };
  }
  if (error instanceof NoRoom) {
    return failure(new CommandError("OutOfDiskSpace", `the store's disk is full: ${error.message}`));
  }
  const message = error instanceof Error ? error.message : String(error);
  return { ok: 0, errmsg: `the embedded store failed: ${message}`, code: 1, codeName: "InternalError" };
}
