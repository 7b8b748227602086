import assert from "node:assert/strict";
import { createLog } from "../../../server/src/core/log.ts";
import { sweepOver } from "../../../server/src/core/work-queue/index.ts";
import { openQueueStage, type QueueStage } from "./queue-stage.ts";

describe("work queue › sweep", () => {
  let stage: QueueStage;

  before(async () => {
    stage = await openQueueStage();
  });
  after(() => stage.close());

  async function* records(...names: string[]): AsyncGenerator<string> {
    yield* names;
  }

  it("ends behind the record at its turn when the process is to stop, however many are left", async () => {
    const judged: string[] = [];
    const stop = new AbortController();
    const swept = await sweepOver(
      { store: stage.store, clock: stage.clock, log: createLog("silent") },
      {
        kind: "errand",
        records: records("one", "two", "three"),
        keyOf: (name) => name,
        businessOf: () => null,
        async judge(name) {
          judged.push(name);
          if (name === "two") stop.abort();
        },
        stopping: stop.signal,
      },
    );
    assert.deepEqual([swept, judged], [{ done: 2, aside: 0 }, ["one", "two"]]);
  });
});
