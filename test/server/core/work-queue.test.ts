import assert from "node:assert/strict";
import { createLog } from "../../../server/src/core/log.ts";
import { openStore, type Store } from "../../../server/src/core/store.ts";
import {
  Crew,
  leaseMs,
  workCollection,
  workId,
  WorkQueue,
  type Ending,
  type WorkItem,
  type WorkKind,
} from "../../../server/src/core/work-queue/index.ts";
import { TestClock } from "../../support/clock.ts";
import { freshDatabase } from "../../support/store.ts";

describe("work queue", () => {
  const log = createLog("silent");
  const id = workId("errand", "one");
  let store: Store;
  let clock: TestClock;
  let queue: WorkQueue;

  beforeEach(async () => {
    const uri = await freshDatabase();
    store = await openStore(`${uri}${uri.includes("?") ? "&" : "?"}monitorCommands=true`, log);
    await store.prepare([workCollection]);
    clock = new TestClock();
    queue = new WorkQueue({ store, clock });
  });
  afterEach(async () => {
    await store.connection.dropDatabase();
    await store.close();
  });

  const add = (key = "one", business_id = "b_1") => queue.add("errand", [{ key, business_id }]);
  const later = (ms: number): Date => new Date(clock.now().getTime() + ms);
  const items = (): Promise<WorkItem[]> => store.collection(workCollection).find().toArray();
  const item = async (): Promise<WorkItem | undefined> => (await items()).find(({ _id }) => _id === id);
  const due = async () => {
    const found = await queue.due({ kinds: ["errand"], except: [], limit: 10 });
    return found.map(({ key }) => key);
  };

  describe("item", () => {
    it("is one worker's when two ask for it, until the lease has run out", async () => {
      await add();
      const workers = Array.from({ length: 10 }, (_, number) => `worker ${number}`);
      const taken = await Promise.all(workers.map((worker) => queue.take(id, worker)));
      assert.deepEqual(
        taken.filter((until) => until !== null),
        [later(leaseMs)],
      );
      const owner = workers[taken.findIndex((until) => until !== null)] ?? "";
      assert.equal((await item())?.worker, owner);
      clock.advance({ ms: leaseMs - 1 });
      assert.equal(await queue.take(id, "another"), null);
      clock.advance({ ms: 1 });
      assert.ok(await queue.take(id, "another"));
      assert.deepEqual(await queue.renew([id], owner), new Set());
    });

    it("is neither finished nor put off over what was added while its worker looked", async () => {
      await add();
      await queue.take(id, "one");
      const bump = (await queue.bumpOf({ id, worker: "one" })) ?? 0;
      await add();
      assert.equal(await queue.postpone({ id, worker: "one", bump }, { dueAt: later(60_000) }), false);
      assert.equal(await queue.finish({ id, worker: "one", bump }), false);
      assert.deepEqual((await item())?.due_at, clock.now());
      assert.equal(
        await queue.postpone({ id, worker: "one", bump: bump + 1 }, { dueAt: later(60_000) }),
        true,
      );
      assert.deepEqual((await item())?.due_at, later(60_000));
    });

    it("is left alone by a worker who has lost it", async () => {
      await add();
      await queue.take(id, "slow");
      const bump = (await queue.bumpOf({ id, worker: "slow" })) ?? 0;
      clock.advance({ ms: leaseMs });
      await queue.take(id, "heir");
      const hold = { id, worker: "slow", bump };
      assert.equal(await queue.postpone(hold, { dueAt: later(60_000) }), false);
      assert.equal(await queue.finish(hold), false);
      await queue.release(hold);
      assert.equal((await item())?.worker, "heir");
      assert.equal(await queue.bumpOf(hold), null);
    });

    it("is nobody's when its lease was taken before the clock was set back", async () => {
      await add();
      clock.advance({ hours: 2 });
      assert.ok(await queue.take(id, "one"));
      clock.advance({ hours: -2 });
      assert.deepEqual(await due(), ["one"]);
      assert.ok(await queue.take(id, "another"));
    });

    it("is left alone while it rests, whatever is added, until its business is woken", async () => {
      await add();
      await queue.rest(id, later(3_600_000), "no_money");
      await add();
      assert.deepEqual(await due(), []);
      assert.equal(await queue.take(id, "one"), null);
      await queue.wake("errand", "b_2");
      assert.deepEqual(await due(), []);
      await queue.wake("errand", "b_1");
      assert.deepEqual(await due(), ["one"]);
    });
  });

  describe("crew", () => {
    const crews: Crew[] = [];
    const lines: Record<string, unknown>[] = [];
    const seen = createLog("debug", { write: (line: string) => void lines.push(JSON.parse(line)) });
    afterEach(async () => {
      await Promise.all(crews.splice(0).map((crew) => crew.stop()));
      lines.length = 0;
    });

    const done: Ending = { kind: "done" };
    const crewFor = (work: WorkKind["work"], shares: Partial<WorkKind> = {}): Crew => {
      const kind: WorkKind = { kind: "errand", atOnce: 10, perBusiness: 5, work, ...shares };
      const crew = new Crew({ queue, clock, log: seen }, [kind]);
      crews.push(crew);
      return crew;
    };

    it("does an item once, however many crews look for it", async () => {
      const did: string[] = [];
      const two = [1, 2].map(() =>
        crewFor(({ item: { key } }) => {
          did.push(key);
          return Promise.resolve(done);
        }),
      );
      const keys = Array.from({ length: 30 }, (_, number) => `errand ${number}`);
      await queue.add(
        "errand",
        keys.map((key) => ({ key, business_id: key })),
      );
      await Promise.all(two.map((crew) => crew.drain()));
      assert.deepEqual(did.sort(), keys.sort());
      assert.deepEqual(await items(), []);
    });

    it("puts off what fails, says so once at error level, and does the work of others meanwhile", async () => {
      const did: string[] = [];
      const crew = crewFor(
        ({ item: { key } }) => {
          did.push(key);
          return key === "bad" ? Promise.reject(new Error("it cannot be done")) : Promise.resolve(done);
        },
        { perBusiness: 1 },
      );
      for (const [key, business] of [
        ["bad", "b_1"],
        ["good", "b_2"],
        ["next", "b_1"],
      ] as const)
        await add(key, business);
      await crew.drain();
      assert.deepEqual(did.sort(), ["bad", "good", "next"]);
      assert.deepEqual(
        (await items()).map(({ key, tries, due_at }) => [key, tries, due_at]),
        [["bad", 1, later(5_000)]],
      );
      for (const wait of [5, 10, 20]) {
        clock.advance({ seconds: wait });
        await crew.drain();
      }
      assert.equal((await items())[0]?.tries, 4);
      const failures = lines.filter(({ work }) => work === "errand:bad");
      assert.deepEqual(
        failures.map(({ level }) => level),
        [50, 40, 40, 40],
      );
    });

    it("leaves to a business its share while the turns of another hang", async () => {
      let letGo: (ending: Ending) => void = () => undefined;
      const held = new Promise<Ending>((resolve) => (letGo = resolve));
      const begun: string[] = [];
      const crew = crewFor(
        ({ item: { business_id: business, key } }) => {
          begun.push(key);
          return business === "b_1" ? held : Promise.resolve(done);
        },
        { atOnce: 3, perBusiness: 2 },
      );
      for (const key of ["a", "b", "c"]) await add(key, "b_1");
      await add("d", "b_2");
      await crew.tick();
      assert.deepEqual(begun.sort(), ["a", "b", "d"]);
      letGo(done);
      await crew.drain();
      assert.deepEqual(begun.sort(), ["a", "b", "c", "d"]);
    });

    it("does again what was added to an item while it was worked on", async () => {
      let turns = 0;
      const crew = crewFor(async () => {
        turns += 1;
        if (turns === 1) await add();
        return done;
      });
      await add();
      await crew.drain();
      assert.equal(turns, 2);
      assert.deepEqual(await items(), []);
    });

    it("gives its items back when it stops in good order", async () => {
      const crew = crewFor(
        ({ over }) =>
          new Promise((resolve) => over.addEventListener("abort", () => resolve({ kind: "left" }))),
      );
      await add();
      await crew.tick();
      assert.notEqual((await item())?.worker, null);
      await crew.stop();
      assert.deepEqual([(await item())?.worker, await due()], [null, ["one"]]);
    });

    it("writes nothing when there is nothing to do", async () => {
      await queue.add("errand", [{ key: "one", business_id: "b_1", dueAt: later(60_000) }]);
      const before = await items();
      const commands: string[] = [];
      store.connection.getClient().on("commandStarted", ({ commandName }) => commands.push(commandName));
      const crew = crewFor(() => Promise.resolve(done));
      for (let look = 0; look < 3; look += 1) await crew.tick();
      assert.deepEqual(commands, ["find", "find", "find"]);
      assert.deepEqual(await items(), before);
    });
  });
});
