import type { Document } from "./bson/decode.ts";
import { commandOf } from "./commands/index.ts";
import type { Command, CommandContext } from "./commands/command.ts";
import { CursorReply, type Reply } from "./commands/reply.ts";
import { CommandError } from "./errors.ts";
import { Retries } from "./retries.ts";

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
 * All writes that arrive within one turn of the event loop share one transaction and so one fsync; they are answered after it.
 * Reads run between transactions, so they see what is committed and nothing else, and a read sees every write answered before it.
 * A crash before the commit leaves none of the group, and nobody was told otherwise; after it, all of it.
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
    for (const job of jobs) {
      if (writing.has(job.connection)) {
        later.push(job);
        continue;
      }
      const prepared = this.#prepare(job);
      if (prepared?.command.kind === "read") job.answer(this.#attempt(prepared));
      else if (prepared) {
        writes.push(prepared);
        writing.add(job.connection);
      }
    }
    this.#commit(writes);
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

  #commit(writes: readonly Prepared[]): void {
    if (writes.length === 0) return;
    try {
      const replies = this.#context.store.transaction(() => writes.map((write) => this.#runOrRefuse(write)));
      writes.forEach(({ job }, index) => job.answer(replies[index] as Reply));
    } catch {
      this.retries.undone();
      for (const write of writes) write.job.answer(this.#alone(write));
    }
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
  const message = error instanceof Error ? error.message : String(error);
  return { ok: 0, errmsg: `the embedded store failed: ${message}`, code: 1, codeName: "InternalError" };
}
