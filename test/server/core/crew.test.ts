import assert from "node:assert/strict";
import { createLog } from "../../../server/src/core/log.ts";
import {
  Crew,
  type Ending,
  workCollection,
  type WorkItem,
  type WorkKind,
} from "../../../server/src/core/work-queue/index.ts";
import { id, openQueueStage, type QueueStage } from "./queue-stage.ts";

describe("work queue › crew", () => {
  let stage: QueueStage;
  let queue: QueueStage["queue"];
  let clock: QueueStage["clock"];

  beforeEach(async () => {
    stage = await openQueueStage();
    ({ queue, clock } = stage);
  });
  afterEach(() => stage.close());

  const add: QueueStage["add"] = (...given) => stage.add(...given);
  const later = (ms: number): Date => stage.later(ms);
  const items = (): Promise<WorkItem[]> => stage.items();

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

  it("takes what waited for a place as it stands by then", async () => {
    let free: () => void = () => undefined;
    const isFree = new Promise<void>((resolve) => (free = resolve));
    const states: unknown[] = [];
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const crew = crewFor(
      async ({ item: { key, state } }) => {
        if (key === "long") await isFree;
        else {
          states.push(state);
          begun();
        }
        return done;
      },
      { atOnce: 1, perBusiness: 1 },
    );
    await queue.add("errand", [{ key: "long", business_id: "b_2", dueAt: later(-1_000) }]);
    await add();
    await crew.tick();
    await queue.take(id, "another");
    const bump = (await queue.bumpOf({ id, worker: "another" })) ?? 0;
    await queue.postpone({ id, worker: "another", bump }, { dueAt: clock.now(), state: { page: 2 } });
    // No look in between: the place that becomes free is filled by what was found before.
    free();
    await hasBegun;
    assert.deepEqual(states, [{ page: 2 }]);
  });

  it("drains all of one business, though only some of it goes at a time", async () => {
    const did: string[] = [];
    const crew = crewFor(
      async ({ item: { key } }) => {
        did.push(key);
        return done;
      },
      { perBusiness: 3 },
    );
    const keys = Array.from({ length: 40 }, (_, number) => `errand ${number}`);
    for (const key of keys) await add(key);
    await crew.drain();
    assert.deepEqual([did.length, await items()], [40, []]);
  });

  it("drains also what it is still taking for a place that has become free", async () => {
    const did: string[] = [];
    const crew = crewFor(
      ({ item: { key } }) => {
        did.push(key);
        return Promise.resolve(done);
      },
      { perBusiness: 1 },
    );
    for (const key of ["one", "two"]) await add(key);
    const take = queue.take.bind(queue);
    let letGo: () => void = () => undefined;
    const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
    const isTakingTwo = new Promise<void>((resolve) => {
      queue.take = async (taken, worker) => {
        if (did.length === 1) {
          resolve();
          await isLetGo;
        }
        return take(taken, worker);
      };
    });
    const atEnd = crew.drain().then(() => did.length);
    await isTakingTwo;
    // A drain that did not wait would end with this look.
    await crew.tick();
    await crew.tick();
    letGo();
    assert.equal(await atEnd, 2);
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
      ({ over }) => new Promise((resolve) => over.addEventListener("abort", () => resolve({ kind: "left" }))),
    );
    await add();
    await crew.tick();
    assert.notEqual((await items())[0]?.worker, null);
    await crew.stop();
    assert.equal((await items())[0]?.worker, null);
    const found = await queue.due({ kinds: ["errand"], except: [], limit: 10 });
    assert.deepEqual(
      found.map(({ _id }) => _id),
      [id],
    );
  });

  it("writes nothing when there is nothing to do", async () => {
    await queue.add("errand", [{ key: "one", business_id: "b_1", dueAt: later(60_000) }]);
    const before = await items();
    const commands: string[] = [];
    stage.store.connection.getClient().on("commandStarted", ({ commandName }) => commands.push(commandName));
    const crew = crewFor(() => Promise.resolve(done));
    for (let look = 0; look < 3; look += 1) await crew.tick();
    const looks = stage.store.changes(workCollection) === null ? 3 : 1;
    assert.deepEqual(
      commands,
      Array.from({ length: looks }, () => "find"),
    );
    assert.deepEqual(await items(), before);
  });
});
