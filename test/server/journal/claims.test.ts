import assert from "node:assert/strict";
import { isDuplicateKey } from "../../../server/src/core/store.ts";
import { claimsCollection, ClaimTaken, journalCollection } from "../../../server/src/journal/index.ts";
import { happen, openJournalStage, type JournalStage } from "./stage.ts";

describe("journal › claims", () => {
  let stage: JournalStage;

  before(async () => {
    stage = await openJournalStage();
  });
  after(() => stage.close());

  const taken = (error: unknown): boolean => error instanceof ClaimTaken;

  it("are of the first entry that used them, for good", async () => {
    await happen(stage.journal(), "thing_a", { claims: ["receipt:1"] });
    await assert.rejects(happen(stage.journal(), "thing_b", { claims: ["receipt:1"] }), taken);
    assert.equal(await stage.store.collection(journalCollection).countDocuments({ stream: "thing_b" }), 0);
  });

  it("are free again when the command that held them was refused", async () => {
    await assert.rejects(happen(stage.journal(), "thing_c", { claims: ["number:7", "receipt:1"] }), taken);
    assert.equal(await stage.store.collection(claimsCollection).countDocuments({ _id: "number:7" }), 0);
    await happen(stage.journal(), "thing_d", { claims: ["number:7"] });
  });

  it("of a writer who died before the entry go to the next one, and the dead one comes too late", async () => {
    await assert.rejects(happen(stage.journal("before-journal"), "thing_e", { claims: ["receipt:2"] }), {
      message: "killed before-journal",
    });
    await happen(stage.journal(), "thing_f", { claims: ["receipt:2"] });
    const entries = stage.store.collection(journalCollection);
    // Not dead but slow, it writes its entry now.
    const late = { _id: "thing_e:1", stream: "thing_e", seq: 1, token: "slow" };
    await assert.rejects(entries.collection.insertOne(late as never), (error) => isDuplicateKey(error));
    const standing = await entries.findById("thing_e:1").lean();
    assert.deepEqual([standing?.kind, standing?.facts], ["void", []]);
  });

  it("of a writer who died after the entry stay with it", async () => {
    await assert.rejects(happen(stage.journal("after-journal"), "thing_g", { claims: ["receipt:3"] }), {
      message: "killed after-journal",
    });
    await assert.rejects(happen(stage.journal(), "thing_h", { claims: ["receipt:3"] }), taken);
  });
});
