/** What a caller of Poster may do: so many calls in any second, per account. Poster publishes no number. */
export interface Pace {
  /** Resolves when the next call may start. */
  turn(key: string): Promise<void>;
}

export interface PaceParts {
  readonly perSecond: number;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Keeps the starts of the last second per key; the next one waits until the oldest of them is a second old. */
export const createPace = ({ perSecond, now, wait }: PaceParts): Pace => {
  const starts = new Map<string, number[]>();
  return {
    async turn(key) {
      const at = now();
      const recent = (starts.get(key) ?? []).filter((start) => start > at - 1000);
      const oldest = recent.at(-perSecond);
      const start = oldest === undefined ? at : oldest + 1000;
      starts.set(key, [...recent, start]);
      if (start > at) await wait(start - at);
    },
  };
};
