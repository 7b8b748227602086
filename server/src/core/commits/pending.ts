import type { Batch, Write, Written } from "./write.ts";

const duplicateKey = 11_000;
const mostRepeats = 5;

/** Why the store refused a write. */
export interface Refusal {
  readonly code: number;
  readonly error: unknown;
}

/** A batch that waits for its end, and how far it has come. */
export class PendingBatch {
  readonly batch: Batch;
  readonly #passed = new Set<number>();
  readonly #missed = new Set<number>();
  #next = 0;
  #repeats = 0;
  #refused: Written["refused"] = null;
  #failure: unknown = null;
  #isEnded = false;
  readonly #settle: { resolve(written: Written): void; reject(error: unknown): void };

  constructor(batch: Batch, settle: { resolve(written: Written): void; reject(error: unknown): void }) {
    this.batch = batch;
    this.#settle = settle;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get refused(): Written["refused"] {
    return this.#refused;
  }

  /** What left it open how much of it stands; null for none. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The place of the first write that is still to be done. */
  get next(): number {
    return this.#next;
  }

  get left(): readonly Write[] {
    return this.batch.writes.slice(this.#next);
  }

  /** Everything before this place stands. */
  advance(to: number): void {
    this.#next = to;
  }

  miss(at: number): void {
    this.#missed.add(at);
  }

  /** Judges a refused write. @returns whether the batch goes on, and from where */
  meet(at: number, { code, error }: Refusal): "on" | "again" | "ended" {
    const { onDuplicate } = this.batch.writes[at] ?? { onDuplicate: "stop" };
    if (code === duplicateKey && onDuplicate === "pass") {
      this.#passed.add(at);
      return "on";
    }
    this.#repeats += 1;
    if (code === duplicateKey && onDuplicate === "again" && this.#repeats <= mostRepeats) return "again";
    this.refuse(at, error);
    return "ended";
  }

  refuse(at: number, error: unknown): void {
    if (this.#refused !== null && this.#refused.at <= at) return;
    this.#refused = { at, error };
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#settle.resolve({ refused: this.#refused, passed: this.#passed, missed: this.#missed });
  }

  /** Nobody knows what stands of it. */
  fail(error: unknown): void {
    this.#isEnded = true;
    this.#failure = error;
    this.#settle.reject(error);
  }
}
