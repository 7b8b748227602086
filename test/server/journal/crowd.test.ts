import assert from "node:assert/strict";
import { journalCollection, systemActor, type Actor } from "../../../server/src/journal/index.ts";
import { whileCrowded } from "../../support/crowd.ts";
import { openJournalStage, things, type JournalStage } from "./stage.ts";

describe("journal › when very much is written at once", () => {
  let stage: JournalStage;

  before(async () => {
    stage = await openJournalStage();
  });
  after(() => stage.close());

  const happen = (stream: string, actor: Actor): Promise<unknown> =>
    stage.journal().run({
      ...{ projection: things, stream, business_id: "b_1", kind: "happened", actor },
      decide: () => Promise.resolve({ facts: [{ type: "happened" }], events: [], answer: null }),
    });
  const standing = (): Promise<string[]> => stage.store.collection(journalCollection).distinct("stream");

  it("refuses what somebody calls for before anything of it is written, and lets the system's own wait", async () => {
    const staff: Actor = { kind: "staff", staff_id: "st_1", via: "key" };
    assert.equal(stage.store.commits.isCrowded, false);
    await whileCrowded(stage.store, async () => {
      assert.equal(stage.store.commits.isCrowded, true);
      await Promise.all([
        assert.doesNotReject(happen("thing_own", systemActor)),
        assert.rejects(happen("thing_called", staff), { code: "unavailable" }),
      ]);
      assert.equal(stage.store.commits.isCrowded, true);
      assert.deepEqual(await standing(), ["thing_own"]);
    });
    await happen("thing_called", staff);
    assert.deepEqual((await standing()).sort(), ["thing_called", "thing_own"]);
  });
});
