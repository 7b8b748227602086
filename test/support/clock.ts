import type { Clock } from "../../server/src/core/clock.ts";

/** A clock that tests set. It stands still until it is moved. */
export class TestClock implements Clock {
  #at: number;

  constructor(at: string | Date = "2026-05-11T12:34:56Z") {
    this.#at = new Date(at).getTime();
  }

  now(): Date {
    return new Date(this.#at);
  }

  set(at: string | Date): void {
    this.#at = new Date(at).getTime();
  }

  advance(by: { ms?: number; seconds?: number; minutes?: number; hours?: number; days?: number }): void {
    const { ms = 0, seconds = 0, minutes = 0, hours = 0, days = 0 } = by;
    this.#at += ms + 1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days)));
  }
}
