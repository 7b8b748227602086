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
  // between two writes of a command that makes several outside the journal
  "between-steps",
  // the effect of a keyed call stands, its answer is not kept yet
  "before-answer",
  // the answer is kept and not sent yet
  "after-answer",
] as const;

export type Failpoint = (typeof failpoints)[number];

/** Called at each failpoint; production passes `neverFail`. A test may answer with a promise that never ends. */
export type ReachFailpoint = (name: Failpoint) => void | Promise<void>;

export const neverFail: ReachFailpoint = () => undefined;
