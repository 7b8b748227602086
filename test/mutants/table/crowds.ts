import type { Mutant } from "../mutant.ts";

const reads = "test/server/hooks/reads.test.ts";
const overload = "test/server/http/overload.test.ts";
const crowd = "test/server/journal/crowd.test.ts";

/** What holds when very much comes at once: calls, writes, hooks of one event, readers of one page. */
export const crowdMutants: readonly Mutant[] = [
  {
    without: "waiting for the hook before anything of it is read",
    file: "server/src/hooks/dispatch/lane.ts",
    find: "const isKnown = this.#hook !== null;",
    replace: "const isKnown = true;",
    test: reads,
    title: "reads nothing of what waits, in whatever worker it comes to",
  },
  {
    without: "reading the hooks of many lanes together",
    file: "server/src/hooks/dispatch/due-deliveries.ts",
    find: "return byId(this.#platform.store.collection(hooksCollection), this.#hookId);",
    replace: "return this.#platform.store.collection(hooksCollection).findOne({ _id: this.#hookId });",
    test: reads,
    title: "reads the hooks together",
  },
  {
    without: "whose work it is, in what was read of many",
    file: "server/src/core/work-queue/queue.ts",
    find: "return item?.worker === worker ? item.bump : null;",
    replace: "return item?.bump ?? null;",
    test: reads,
    title: "reads how often something was added to their queues together, of each worker's own alone",
  },
  {
    without: "writing together what belongs together",
    file: "server/src/core/commits/in-order.ts",
    find: "const { updateResults } = await client.bulkWrite(models,",
    replace:
      "for (const one of models.splice(0, models.length - 1)) await client.bulkWrite([one], {});\nconst { updateResults } = await client.bulkWrite(models,",
    test: "test/server/hooks/many-hooks.test.ts",
    title: "do not make a call wait for their deliveries one by one: these go to the store together",
  },
  {
    without: "refusing a write of a crowd before anything is read for it",
    file: "server/src/http/api.ts",
    find: "if (!isReading(ctx)) refuseCrowd(platform.store);",
    replace: "void refuseCrowd;",
    test: overload,
    title: "of the store is said to who would write, before anything is read for it; who reads is answered",
  },
  {
    without: "answering who reads while a crowd writes",
    file: "server/src/http/api.ts",
    find: "if (!isReading(ctx)) refuseCrowd(platform.store);",
    replace: "refuseCrowd(platform.store);",
    test: overload,
    title: "of the store is said to who would write, before anything is read for it; who reads is answered",
  },
  {
    without: "knowing who is over the limit before they are looked up",
    file: "server/src/http/api.ts",
    find: "const over = spent.known(proof);",
    replace: "const over = spent.known(null);",
    test: overload,
    title: "by a key that is over its limit is refused before the caller is looked up, and noted as theirs",
  },
  {
    without: "refusing an entry of a crowd before anything of it is written",
    file: "server/src/journal/commit.ts",
    find: 'if (held.size === 0 && entry.actor.kind !== "system") refuseCrowd(this.#parts.store);',
    replace: "",
    test: crowd,
    title: "refuses what somebody calls for before anything of it is written, and lets the system's own wait",
  },
  {
    without: "letting the system's own wait in a crowd",
    file: "server/src/journal/commit.ts",
    find: 'entry.actor.kind !== "system") refuseCrowd',
    replace: "true) refuseCrowd",
    test: crowd,
    title: "refuses what somebody calls for before anything of it is written, and lets the system's own wait",
  },
  {
    without: "drawing a code once",
    file: "server/src/card-page/codes.ts",
    find: "const known = kept.get(key) ?? draw();",
    replace: "const known = draw();",
    test: "test/server/card-page/look.test.ts",
    title: "draws a code once, however often and by whomever it is looked at",
  },
];
