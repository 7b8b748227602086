import { inserting } from "../../server/src/core/commits/index.ts";
import { defineCollection, type Store } from "../../server/src/core/store.ts";

const crowd = defineCollection<{ readonly _id: string }>("crowd");
/** Each is a group of its own. One is being written, one may have come to its end just now: those behind it are enough. */
const batches = 24;
const writes = 1_000;

/**
 * Has so much waiting to be written while a call lasts that commands are refused: what is through comes again at the end
 * of the line, so that the line is as long at the end of the call as at its beginning. All is written when it resolves.
 */
export const whileCrowded = async ({ commits }: Store, call: () => Promise<void>): Promise<void> => {
  let [isOver, next] = [false, 0];
  const mark = Math.random().toString(36).slice(2);
  const batch = () =>
    Array.from({ length: writes }, () =>
      inserting(crowd, { _id: `${mark} ${(next += 1)}` }, { step: "document", onDuplicate: "pass" }),
    );
  const comeAgain = async (): Promise<void> => {
    do await commits.write({ writes: batch() });
    while (!isOver);
  };
  const line = Array.from({ length: batches }, comeAgain);
  try {
    await call();
  } finally {
    isOver = true;
    await Promise.all(line);
  }
};
