import assert from "node:assert/strict";
import { eventsCollection, journalCollection } from "../../../server/src/journal/index.ts";
import { eventOf, happen, openJournalStage, type JournalStage } from "./stage.ts";

/* Where an entry's commit is not atomic: an atomic one leaves nothing to the relay. */
describe("journal › relay", () => {
  let stage: JournalStage;

  beforeEach(async () => {
    stage = await openJournalStage("staged");
  });
  afterEach(() => stage.close());

  const pending = (): Promise<number> =>
    stage.store.collection(journalCollection).countDocuments({ fanout: "pending" });

  it("marks what was relayed, so that the sweep does not do it again", async () => {
    const journal = stage.journal();
    await happen(journal, "thing_a", { events: [eventOf("evt_1")] });
    await journal.relay.settle();
    assert.equal(await pending(), 0);
    assert.equal(await journal.relay.sweep({ atStart: true }), 0);
  });

  it("sweeps up what a crash left: the event, the listeners, the mark", async () => {
    const crash = happen(stage.journal("after-journal"), "thing_a", { events: [eventOf("evt_1")] });
    await assert.rejects(crash, { message: "killed after-journal" });
    const { relay } = stage.journal();
    const told: string[] = [];
    relay.listen(async () => (entry, events) => {
      told.push(entry._id, ...events.map(({ _id }) => _id));
      return { writes: [] };
    });
    assert.equal(await relay.sweep(), 0, "the writer may still be at it");
    stage.clock.advance({ seconds: 6 });
    assert.equal(await relay.sweep(), 1);
    assert.deepEqual(told, ["thing_a:1", "evt_1"]);
    assert.equal(await stage.store.collection(eventsCollection).countDocuments({ _id: "evt_1" }), 1);
    assert.equal(await pending(), 0);
  });

  it("sweeps up at once what was left while the clock was ahead: how old it is nobody knows", async () => {
    stage.clock.advance({ hours: 48 });
    const crash = happen(stage.journal("after-journal"), "thing_a", { events: [eventOf("evt_1")] });
    await assert.rejects(crash, { message: "killed after-journal" });
    stage.clock.advance({ hours: -48 });
    const { relay } = stage.journal();
    assert.equal(await relay.sweep(), 1);
    assert.equal(await pending(), 0);
  });

  it("leaves what a listener could not take to the next sweep", async () => {
    const { relay } = stage.journal();
    await assert.rejects(happen(stage.journal("after-journal"), "thing_a", { events: [eventOf("evt_1")] }));
    let isAway = true;
    relay.listen(async () => {
      if (isAway) throw new Error("away");
      return () => ({ writes: [] });
    });
    assert.equal(await relay.sweep({ atStart: true }), 0);
    assert.equal(await pending(), 1);
    isAway = false;
    assert.equal(await relay.sweep({ atStart: true }), 1);
  });

  it("asks the listeners anew for each entry of a sweep: a hook that is made meanwhile is told", async () => {
    for (const stream of ["thing_a", "thing_b"])
      await assert.rejects(
        happen(stage.journal("after-journal"), stream, { events: [eventOf(`evt_${stream}`)] }),
      );
    const { relay } = stage.journal();
    const hooks: string[] = [];
    const told: string[][] = [];
    relay.listen(async () => {
      const standing = [...hooks];
      return () => {
        told.push(standing);
        hooks.push("made meanwhile");
        return { writes: [] };
      };
    });
    assert.equal(await relay.sweep({ atStart: true }), 2);
    assert.deepEqual(told, [[], ["made meanwhile"]]);
  });

  it("steps over entries that cannot be relayed, whatever their number, and asks for them again later only", async () => {
    const streams = Array.from({ length: 205 }, (_, at) => `thing_${String(at).padStart(3, "0")}`);
    for (const stream of streams)
      await assert.rejects(
        happen(stage.journal("after-journal"), stream, { events: [eventOf(`evt_${stream}`)] }),
      );
    const { relay } = stage.journal();
    const asked: string[] = [];
    const last = `${streams.at(-1)}:1`;
    relay.listen(async () => (entry) => {
      asked.push(entry._id);
      if (entry._id !== last) throw new Error("this one cannot be told");
      return { writes: [] };
    });
    stage.clock.advance({ seconds: 6 });
    assert.equal(await relay.sweep(), 1);
    assert.equal(asked.length, 205);
    assert.equal(await relay.sweep(), 0);
    assert.equal(asked.length, 205, "none is asked for again before it is due");
    stage.clock.advance({ seconds: 6 });
    assert.equal(await relay.sweep(), 0);
    assert.equal(asked.length, 409);
  });
});
