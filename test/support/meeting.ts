import type { ReachFailpoint } from "../../server/src/core/failpoint.ts";

/** Where two processes wait for each other, so that a race between them is one. */
export interface Meeting {
  /** What both are started with. */
  readonly reach: ReachFailpoint;
  /** From now on the first command of each, decided and not yet written, waits for the other's. */
  call(): void;
}

/** For commands on one stream: a process decides one of them at a time, so two that wait are of two processes. */
export const meeting = (): Meeting => {
  let waiting: (() => void)[] | null = null;
  return {
    call() {
      waiting = [];
    },
    async reach(name) {
      const here = waiting;
      if (name !== "before-journal" || here === null) return;
      await new Promise<void>((go) => {
        here.push(go);
        if (here.length < 2) return;
        waiting = null;
        for (const one of here) one();
      });
    },
  };
};
