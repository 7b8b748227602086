import assert from "node:assert/strict";
import { isDuplicateKey } from "../../../server/src/core/store.ts";
import { Failure } from "../../../server/src/core/failure.ts";
import {
  claimsCollection,
  ClaimTaken,
  journalCollection,
  systemActor,
  type Journal,
} from "../../../server/src/journal/index.ts";
import { happen, openJournalStage, things, type JournalStage } from "./stage.ts";

for (const mode of ["atomic", "ordered", "staged"] as const)
  describe(`journal › claims, ${mode}`, () => {
    let stage: JournalStage;

    before(async () => {
      stage = await openJournalStage(mode);
    });
    after(() => stage.close());

    const taken = (error: unknown): boolean => error instanceof ClaimTaken;

    it("are of the first entry that used them, for good", async () => {
      await happen(stage.journal(), "thing_a", { claims: ["receipt:1"] });
      await assert.rejects(happen(stage.journal(), "thing_b", { claims: ["receipt:1"] }), taken);
      assert.equal(await stage.store.collection(journalCollection).countDocuments({ stream: "thing_b" }), 0);
    });

    it("are free again when the command that held them was refused", async () => {
      await happen(stage.journal(), "thing_b", { claims: ["receipt:9"] });
      await assert.rejects(happen(stage.journal(), "thing_c", { claims: ["number:7", "receipt:9"] }), taken);
      assert.equal(await stage.store.collection(claimsCollection).countDocuments({ _id: "number:7" }), 0);
      await happen(stage.journal(), "thing_d", { claims: ["number:7"] });
    });

    // where claim and entry are one bulk, nobody dies between them
    if (mode === "staged")
      it("of a writer who died before the entry go to the next one, and the dead one comes too late", async () => {
        await assert.rejects(happen(stage.journal("before-journal"), "thing_e", { claims: ["receipt:2"] }), {
          message: "killed before-journal",
        });
        await happen(stage.journal(), "thing_f", { claims: ["receipt:2"] });
        const entries = stage.store.collection(journalCollection);
        // Not dead but slow, it writes its entry now.
        const late = { _id: "thing_e:1", stream: "thing_e", seq: 1, token: "slow" };
        await assert.rejects(entries.insertOne(late as never), (error) => isDuplicateKey(error));
        const standing = await entries.findOne({ _id: "thing_e:1" });
        assert.deepEqual([standing?.kind, standing?.facts], ["void", []]);
      });

    it("of a key give a repeat the first answer, also where the first effect refuses it", async () => {
      const command = (journal: Journal) =>
        journal.run({
          projection: things,
          stream: "thing_k",
          business_id: "b_1",
          kind: "happened",
          actor: systemActor,
          once: { id: "key:1", expiresAt: new Date(Date.now() + 60_000) },
          async decide(state) {
            if (state !== null) throw new Failure("voucher_cancelled");
            return { facts: [{ type: "happened" }], events: [], answer: "the first" };
          },
        });
      assert.deepEqual(await command(stage.journal()), { answer: "the first", replayed: false });
      const repeat: unknown = await command(stage.journal()).catch((error: unknown) => error);
      assert.deepEqual(repeat, { answer: "the first", replayed: true });
    });

    it("of a writer who died after the entry stay with it", async () => {
      await assert.rejects(happen(stage.journal("after-journal"), "thing_g", { claims: ["receipt:3"] }), {
        message: "killed after-journal",
      });
      await assert.rejects(happen(stage.journal(), "thing_h", { claims: ["receipt:3"] }), taken);
    });
  });
