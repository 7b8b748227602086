import assert from "node:assert/strict";
import { eventsCollection, journalCollection } from "../../../server/src/journal/index.ts";
import { eventOf, happen, openJournalStage, things, type JournalStage } from "./stage.ts";

describe("journal › commit", () => {
  let stage: JournalStage;

  afterEach(() => stage.close());

  const entryOf = (stream: string) =>
    stage.store.collection(journalCollection).findOne({ _id: `${stream}:1` });
  const eventsOf = (id: string) => stage.store.collection(eventsCollection).countDocuments({ _id: id });

  it("that is atomic is done from the beginning: killed behind it, nothing is left to do", async () => {
    stage = await openJournalStage("atomic");
    await assert.rejects(happen(stage.journal("after-journal"), "thing_a", { events: [eventOf("evt_1")] }));
    assert.equal((await entryOf("thing_a"))?.fanout, "done");
    assert.equal(await eventsOf("evt_1"), 1);
    assert.equal((await stage.store.collection(things.collection).findOne({ _id: "thing_a" }))?.seq, 1);
  });

  it("that is atomic is pending until those who read its documents are through", async () => {
    stage = await openJournalStage("atomic");
    const [killed, journal] = [stage.journal("after-journal"), stage.journal()];
    for (const { relay } of [killed, journal]) relay.listenAfter(() => Promise.resolve());
    await assert.rejects(happen(killed, "thing_a", { events: [eventOf("evt_1")] }));
    assert.equal((await entryOf("thing_a"))?.fanout, "pending");
    await happen(journal, "thing_b", { events: [eventOf("evt_2")] });
    await journal.relay.settle();
    assert.equal((await entryOf("thing_b"))?.fanout, "done");
  });

  it("that a reader could not end is left to the sweep", async () => {
    stage = await openJournalStage("atomic");
    const journal = stage.journal();
    journal.relay.listenAfter(() => Promise.reject(new Error("not now")));
    await happen(journal, "thing_a", { events: [eventOf("evt_1")] });
    assert.equal((await entryOf("thing_a"))?.fanout, "pending");
  });

  it("that a listener could not end is left to the sweep", async () => {
    stage = await openJournalStage("atomic");
    const journal = stage.journal();
    const writes: [] = [];
    journal.relay.listen(async () => () => ({ writes, written: () => Promise.reject(new Error("not now")) }));
    await happen(journal, "thing_a", { events: [eventOf("evt_1")] });
    assert.equal((await entryOf("thing_a"))?.fanout, "pending");
  });

  it("that is written one by one is pending until it is marked", async () => {
    stage = await openJournalStage("ordered");
    await assert.rejects(happen(stage.journal("after-journal"), "thing_a", { events: [eventOf("evt_1")] }));
    assert.equal((await entryOf("thing_a"))?.fanout, "pending");
    const journal = stage.journal();
    await happen(journal, "thing_b");
    await journal.relay.settle();
    assert.equal((await entryOf("thing_b"))?.fanout, "done");
  });

  it("reads its listeners' knowledge when the command begins, each time anew", async () => {
    stage = await openJournalStage("atomic");
    const journal = stage.journal();
    const asked: string[] = [];
    journal.relay.listen(async (businessId) => {
      asked.push(businessId);
      return () => ({ writes: [] });
    });
    for (const stream of ["thing_a", "thing_b"])
      await happen(journal, stream, { events: [eventOf(`evt_${stream}`)] });
    assert.deepEqual(asked, ["b_1", "b_1"]);
  });
});
