import assert from "node:assert/strict";
import type { PassDocument } from "../../../server/src/wallets/model.ts";
import { markChanged, openPass } from "../../../server/src/wallets/passes.ts";
import type { Told, Wallet } from "../../../server/src/wallets/port.ts";
import { createUpdates } from "../../../server/src/wallets/updates.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";

describe("updates of passes", () => {
  const clock = new TestClock();
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ clock });
  });
  after(() => app.stop());

  /** A wallet that does as it is told and counts. */
  const wallet = (tell: (pass: PassDocument) => Promise<Told>): { wallet: Wallet; told: string[] } => {
    const told: string[] = [];
    return {
      told,
      wallet: {
        async tell(pass) {
          told.push(pass.card_id);
          return tell(pass);
        },
        show: async () => ({ state: "accepted", message_id: null }),
        close: async () => undefined,
      },
    };
  };
  const changedPass = async (): Promise<string> => {
    const id = app.platform.newId("card");
    await openPass(app.platform, "apple", { _id: id, business_id: "b_1" });
    assert.equal(await markChanged(app.platform, id), true);
    return id;
  };

  it("tells a change once", async () => {
    const id = await changedPass();
    const { wallet: apple, told } = wallet(async () => "told");
    const updates = createUpdates(app.platform, { apple });
    assert.equal(await updates.tellDue(), 1);
    assert.equal(await updates.tellDue(), 0);
    assert.deepEqual(told, [id]);
  });

  it("tells again what has changed while it was told", async () => {
    const id = await changedPass();
    let isFirst = true;
    const { wallet: apple, told } = wallet(async () => {
      if (isFirst) await markChanged(app.platform, id);
      isFirst = false;
      return "told";
    });
    const updates = createUpdates(app.platform, { apple });
    await updates.tellDue();
    await updates.tellDue();
    assert.deepEqual(told, [id, id]);
    assert.equal(await updates.tellDue(), 0);
  });

  it("does not tell cards that are in no wallet", async () => {
    assert.equal(await markChanged(app.platform, "card_none"), false);
  });

  it("gives up after twelve tries within a day, and starts afresh with the next change", async () => {
    const id = await changedPass();
    const { wallet: apple, told } = wallet(async () => "later");
    const updates = createUpdates(app.platform, { apple });
    for (let hour = 0; hour < 24; hour += 1) {
      await updates.tellDue();
      clock.advance({ hours: 1 });
    }
    assert.equal(told.length, 12);
    await markChanged(app.platform, id);
    await updates.tellDue();
    assert.equal(told.length, 13);
    clock.advance({ days: 30 });
    const { wallet: working } = wallet(async () => "told");
    await createUpdates(app.platform, { apple: working }).tellDue();
  });

  it("tells it again after a crash while telling, when the lease is over", async () => {
    const id = await changedPass();
    const { wallet: crashing } = wallet(() => Promise.reject(new Error("killed")));
    await assert.rejects(createUpdates(app.platform, { apple: crashing }).tellDue());
    const { wallet: apple, told } = wallet(async () => "told");
    const updates = createUpdates(app.platform, { apple });
    assert.equal(await updates.tellDue(), 0);
    clock.advance({ minutes: 1 });
    assert.equal(await updates.tellDue(), 1);
    assert.deepEqual(told, [id]);
  });

  it("is told by one of several processes at a time", async () => {
    const id = await changedPass();
    const { wallet: apple, told } = wallet(async () => "told");
    const processes = Array.from({ length: 5 }, () => createUpdates(app.platform, { apple }));
    await Promise.all(processes.map((one) => one.tellDue()));
    assert.deepEqual(told, [id]);
  });
});
