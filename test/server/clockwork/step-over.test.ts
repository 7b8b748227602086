import assert from "node:assert/strict";
import { cards } from "../../../server/src/cards/index.ts";
import { sweepClockwork } from "../../../server/src/clockwork/index.ts";
import { workCollection } from "../../../server/src/core/work-queue/index.ts";
import { vouchers } from "../../../server/src/vouchers/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/causes.ts";
import { TestClock } from "../../support/clock.ts";

describe("clockwork › a record of which nothing can be told", () => {
  let app: TestApp;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock("2026-05-11T12:00:00Z");
    app = await startTestApp({ clock });
  });
  afterEach(() => app.stop());

  const counted = async (owner: Client, type: string): Promise<number> =>
    (await owner.get(`/events?type=${type}&limit=100`)).body.data.length;
  const documents = () => app.platform.store.collection(vouchers);
  const setAside = () =>
    app.platform.store.collection(workCollection).find({ kind: "expire_voucher" }).toArray();

  it("holds up no other record, no other business and no birthday", async () => {
    const [bad, good] = [await app.tenant(), await app.tenant()];
    const spoilt = await made(bad.owner, "/vouchers", { title: "A", validity: { type: "days", value: 1 } });
    await made(bad.owner, "/vouchers", { title: "B", validity: { type: "days", value: 2 } });
    await made(good.owner, "/vouchers", { title: "C", validity: { type: "days", value: 2 } });
    const program = { name: "Coffee", goals: [], birthday: { enabled: true } };
    const template = await made(good.owner, "/templates", program);
    const ann = { template_id: template.id, email: "ann@example.com", birthday: "--05-14" };
    await made(good.owner, "/cards", ann);
    // What no event can show.
    await documents().updateOne({ _id: spoilt.id }, { $set: { title: 5 as never } });
    clock.set("2026-05-14T12:00:00Z");
    await sweepClockwork(app.platform);
    assert.equal(await counted(bad.owner, "voucher_expired"), 1);
    assert.equal(await counted(good.owner, "voucher_expired"), 1);
    assert.equal(await counted(good.owner, "birthday_reached"), 1);
  });

  it("is tried again later, ever more seldom, with its tries counted, until it can be told", async () => {
    const { owner } = await app.tenant();
    const spoilt = await made(owner, "/vouchers", { title: "A", validity: { type: "days", value: 1 } });
    await documents().updateOne({ _id: spoilt.id }, { $set: { title: 5 as never } });
    clock.set("2026-05-14T12:00:00Z");
    await sweepClockwork(app.platform);
    await sweepClockwork(app.platform);
    assert.deepEqual(
      (await setAside()).map(({ key, tries }) => [key, tries]),
      [[spoilt.id, 1]],
      "not judged again before it is due",
    );
    clock.advance({ seconds: 6 });
    await sweepClockwork(app.platform);
    const [again] = await setAside();
    assert.equal(again?.tries, 2);
    assert.equal(again.due_at.getTime() - clock.now().getTime(), 10_000);
    await documents().updateOne({ _id: spoilt.id }, { $set: { title: "A" } });
    clock.advance({ seconds: 11 });
    await sweepClockwork(app.platform);
    assert.equal(await counted(owner, "voucher_expired"), 1);
    assert.deepEqual(await setAside(), []);
  });

  it("is looked for again when its day has passed: a birthday is told late rather than not at all", async () => {
    const { owner } = await app.tenant({ time_zone: "UTC" });
    const program = { name: "Coffee", goals: [], birthday: { enabled: true } };
    const template = await made(owner, "/templates", program);
    const ann = { template_id: template.id, email: "ann@example.com", birthday: "--05-12" };
    const card = await made(owner, "/cards", ann);
    await sweepClockwork(app.platform);
    const documents = app.platform.store.collection(cards);
    await documents.updateOne({ _id: card.id }, { $set: { number: 5 as never } });
    for (let hour = 0; hour < 48; hour += 2) {
      clock.advance({ hours: 2 });
      await sweepClockwork(app.platform);
    }
    assert.equal(await counted(owner, "birthday_reached"), 0);
    await documents.updateOne({ _id: card.id }, { $set: { number: card.number } });
    clock.advance({ hours: 2 });
    await sweepClockwork(app.platform);
    assert.equal(await counted(owner, "birthday_reached"), 1);
  });
});
