import assert from "node:assert/strict";
import { journalCollection } from "../../../server/src/journal/index.ts";
import { loadState, putState } from "../../../server/src/journal/projection.ts";
import { happen, openJournalStage, things, type JournalStage } from "./stage.ts";

describe("journal › projection", () => {
  let stage: JournalStage;

  before(async () => {
    stage = await openJournalStage();
  });
  after(() => stage.close());

  const collection = () => stage.store.collection(things.collection);

  it("puts no earlier state over a later one, and the same one again", async () => {
    for (const seq of [2, 2, 1]) await putState(collection(), { _id: "thing_a", seq });
    assert.equal((await collection().findOne({ _id: "thing_a" }))?.seq, 2);
    await putState(collection(), { _id: "thing_a", seq: 3 });
    assert.equal((await collection().findOne({ _id: "thing_a" }))?.seq, 3);
  });

  it("loads a document with the entries that are not in it yet", async () => {
    for (let seq = 1; seq <= 3; seq += 1) await happen(stage.journal(), "thing_b");
    await collection().updateOne({ _id: "thing_b" }, { $set: { seq: 1 } });
    const journal = stage.store.collection(journalCollection);
    const { seq } = await loadState(stage.store, things, journal, "thing_b");
    assert.equal(seq, 3);
    await happen(stage.journal(), "thing_b");
    assert.equal((await collection().findOne({ _id: "thing_b" }))?.seq, 4);
  });
});
