import { inserting } from "../../server/src/core/commits/index.ts";
import { defineCollection, type Store } from "../../server/src/core/store.ts";

const crowd = defineCollection<{ readonly _id: string }>("crowd");
const batches = 45;
const writes = 1_000;

/**
 * Has so much written at once that commands are refused; what is asked for in the same moment finds it so, since each
 * group of writes takes a call to the store. @returns what resolves when all of it is written
 */
export const crowdStore = async ({ commits }: Store): Promise<void> => {
  const mark = Math.random().toString(36).slice(2);
  await Promise.all(
    Array.from({ length: batches }, (_batch, batch) =>
      commits.write({
        writes: Array.from({ length: writes }, (_write, at) =>
          inserting(crowd, { _id: `${mark} ${batch} ${at}` }, { step: "document", onDuplicate: "pass" }),
        ),
      }),
    ),
  );
};
