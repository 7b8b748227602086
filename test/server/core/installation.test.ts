import assert from "node:assert/strict";
import { oneAtATime, settings } from "../../../server/src/core/installation.ts";
import { openQueueStage, type QueueStage } from "./queue-stage.ts";

describe("installation › a task of one process at a time", () => {
  let stage: QueueStage;

  before(async () => {
    stage = await openQueueStage();
  });
  after(() => stage.close());

  it("waits for nobody whose turn was taken by a clock that was two days ahead", async () => {
    const value = `${stage.later(48 * 3_600_000).getTime()} somebody`;
    await stage.store.collection(settings).insertOne({ _id: "turn:task", value });
    assert.equal(await oneAtATime(stage, "task", async () => "done"), "done");
  });
});
