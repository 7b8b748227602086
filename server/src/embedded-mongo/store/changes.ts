import { createHash } from "node:crypto";

const places = 1_024;

/** The memory for the counts of changes, to be shared by threads. */
export const changesMemory = (): SharedArrayBuffer =>
  new SharedArrayBuffer(places * Int32Array.BYTES_PER_ELEMENT);

/**
 * How often each collection has been changed, for threads that keep what they have read. A change is counted in the same
 * turn in which readers begin to see it, and before its answer is sent: whoever samples the count, then reads, and later
 * finds the same count, holds what another reading would give. Collections may share a place: then one is thought changed
 * that was not. Counts begin anew with the process.
 */
export class Changes {
  readonly #counts: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#counts = new Int32Array(memory);
  }

  /** Where a collection is counted. */
  place(namespace: string): number {
    return createHash("sha1").update(namespace).digest().readUInt32LE(0) % places;
  }

  note(place: number): void {
    Atomics.add(this.#counts, place, 1);
  }

  count(place: number): number {
    return Atomics.load(this.#counts, place);
  }
}
