import assert from "node:assert/strict";
import { Crew, workCollection, workId } from "../../../server/src/core/work-queue/index.ts";
import { passes, type PassDocument } from "../../../server/src/wallets/model.ts";
import { markChanged, openPass, passWork, putNews } from "../../../server/src/wallets/passes.ts";
import type { Told, Wallet } from "../../../server/src/wallets/port.ts";
import { createUpdates } from "../../../server/src/wallets/updates.ts";
import { carryOverPasses } from "../../../server/src/wallets/upgrade.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";

describe("updates of passes", () => {
  const clock = new TestClock();
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ clock });
  });
  after(() => app.stop());
  afterEach(() => app.platform.store.collection(workCollection).deleteMany({ kind: passWork }));

  /** A process with a wallet that does as it is told and counts. */
  const telling = (tell: (pass: PassDocument) => Promise<Told>): { crew: Crew; told: string[] } => {
    const told: string[] = [];
    const apple: Wallet = {
      async tell(pass) {
        told.push(pass.card_id);
        return tell(pass);
      },
      show: async () => ({ state: "accepted", message_id: null }),
      close: async () => undefined,
    };
    const { work: queue, log } = app.platform;
    return { told, crew: new Crew({ queue, clock, log }, [createUpdates(app.platform, { apple }).kind]) };
  };
  const newPass = (): Promise<PassDocument> =>
    openPass(app.platform, "apple", { _id: app.platform.newId("card"), business_id: "b_1" });
  const changedPass = async (): Promise<string> => {
    const { card_id: id } = await newPass();
    assert.equal(await markChanged(app.platform, id), true);
    return id;
  };
  const workOf = (cardId: string) =>
    app.platform.store.collection(workCollection).findOne({ _id: workId(passWork, `apple:${cardId}`) });

  it("tells a change once", async () => {
    const id = await changedPass();
    const { crew, told } = telling(async () => "told");
    await crew.drain();
    await crew.drain();
    assert.deepEqual(told, [id]);
    assert.equal(await workOf(id), null);
  });

  it("tells again what has changed while it was told", async () => {
    const id = await changedPass();
    let isFirst = true;
    const { crew, told } = telling(async () => {
      if (isFirst) await markChanged(app.platform, id);
      isFirst = false;
      return "told";
    });
    await crew.drain();
    assert.deepEqual(told, [id, id]);
  });

  it("does not tell cards that are in no wallet", async () => {
    assert.equal(await markChanged(app.platform, "card_none"), false);
  });

  it("tells a message, also when only its repeat came to note it", async () => {
    const pass = await newPass();
    const news = { key: "cmp_1", header: null, title: "Spring", text: "Hello" };
    await app.platform.store.collection(passes).updateOne({ _id: pass._id }, { $set: { news } });
    await putNews(app.platform, pass, news);
    const { crew, told } = telling(async () => "told");
    await crew.drain();
    assert.deepEqual(told, [pass.card_id]);
  });

  it("gives up after twelve tries within a day, and starts afresh with the next change", async () => {
    const id = await changedPass();
    const { crew, told } = telling(async () => "later");
    for (let hour = 0; hour < 24; hour += 1) {
      await crew.drain();
      clock.advance({ hours: 1 });
    }
    assert.equal(told.length, 12);
    assert.equal(await workOf(id), null);
    await markChanged(app.platform, id);
    await crew.drain();
    assert.equal(told.length, 13);
    assert.equal((await workOf(id))?.tries, 1);
  });

  it("does not use its tries up by changes that come while the wallet fails", async () => {
    const id = await changedPass();
    const { crew, told } = telling(async () => "later");
    for (let change = 0; change < 20; change += 1) {
      await markChanged(app.platform, id);
      await crew.drain();
    }
    assert.equal(told.length, 20);
    assert.notEqual(await workOf(id), null);
  });

  it("does not lose a change during the last try", async () => {
    const id = await changedPass();
    await app.platform.store
      .collection(workCollection)
      .updateOne({ _id: workId(passWork, `apple:${id}`) }, { $set: { tries: 11 } });
    clock.advance({ hours: 4 });
    let isFirst = true;
    const { crew, told } = telling(async () => {
      if (!isFirst) return "told";
      isFirst = false;
      await markChanged(app.platform, id);
      return "later";
    });
    await crew.drain();
    assert.deepEqual(told, [id, id]);
  });

  it("puts off a telling that fails, and tells the others meanwhile", async () => {
    const id = await changedPass();
    const other = await changedPass();
    let isBroken = true;
    const { crew, told } = telling((pass) =>
      isBroken && pass.card_id === id ? Promise.reject(new Error("broken")) : Promise.resolve("told"),
    );
    await crew.drain();
    assert.deepEqual(told.toSorted(), [id, other].toSorted());
    isBroken = false;
    clock.advance({ seconds: 5 });
    await crew.drain();
    assert.deepEqual(told.slice(2), [id]);
  });

  it("tells it again after a crash while telling, when the lease is over", async () => {
    const id = await changedPass();
    let goOn = (): void => undefined;
    const hanging = telling(() => new Promise((resolve) => (goOn = () => resolve("told"))));
    await hanging.crew.tick();
    assert.equal((await workOf(id))?.worker === null, false);
    const { crew, told } = telling(async () => "told");
    await crew.drain();
    assert.deepEqual(told, []);
    clock.advance({ seconds: 11 });
    await crew.drain();
    assert.deepEqual(told, [id]);
    goOn();
    await hanging.crew.stop();
  });

  it("is told by one of several processes at a time", async () => {
    const id = await changedPass();
    const processes = Array.from({ length: 5 }, () => telling(async () => "told"));
    await Promise.all(processes.map(({ crew }) => crew.drain()));
    assert.deepEqual(
      processes.flatMap(({ told }) => told),
      [id],
    );
  });

  it("are carried over from what 0.1.0 had due, when it was due, and once", async () => {
    const [due, later, idle] = [await newPass(), await newPass(), await newPass()];
    const all = app.platform.store.collection(passes);
    const in0_1 = (pass: PassDocument, due_at: Date | null) =>
      all.updateOne({ _id: pass._id }, { $set: { due_at, due: due_at && "mark", tries: 3 } as object });
    const inAnHour = new Date(clock.now().getTime() + 3_600_000);
    await in0_1(due, clock.now());
    await in0_1(later, inAnHour);
    await in0_1(idle, null);
    await carryOverPasses(app.platform);
    const { crew, told } = telling(async () => "told");
    await crew.drain();
    assert.deepEqual(told, [due.card_id]);
    await carryOverPasses(app.platform);
    await crew.drain();
    assert.deepEqual(told, [due.card_id]);
    assert.deepEqual((await workOf(later.card_id))?.due_at, inAnHour);
    assert.equal(await workOf(idle.card_id), null);
  });
});
