/** The named places where the chaos test kills the process; the rest of the time they do nothing. */
export const failpoints = [
  "before-journal",
  "after-journal",
  "mid-projection",
  "mid-fan-out",
  "after-fan-out",
  "before-attempt",
  "after-attempt",
  "after-attempt-recorded",
] as const;

export type Failpoint = (typeof failpoints)[number];

/** Called at each failpoint; production passes `neverFail`. */
export type ReachFailpoint = (name: Failpoint) => void;

export const neverFail: ReachFailpoint = () => undefined;
