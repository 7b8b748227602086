import assert from "node:assert/strict";
import { projections } from "../../../server/src/collections.ts";
import { neverFail } from "../../../server/src/core/failpoint.ts";
import { eventsCollection, rebuild } from "../../../server/src/journal/index.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";

describe("rebuild", () => {
  let app: TestApp;
  const clock = new TestClock();

  before(async () => {
    app = await startTestApp({ clock });
  });
  after(() => app.stop());

  const collections = [...projections.map((projection) => projection.collection), eventsCollection];

  const everything = async (): Promise<Record<string, unknown[]>> => {
    const entries = await Promise.all(
      collections.map(async (collection) => {
        const documents = await app.platform.store
          .collection(collection as never)
          .find()
          .sort({ _id: 1 })
          .toArray();
        return [collection.name, documents] as const;
      }),
    );
    return Object.fromEntries(entries);
  };

  it("makes the same documents from the journal alone", async () => {
    const { owner } = await app.tenant();
    const voucher = (await owner.post("/voucher-templates", { title: "Free coffee" })).body.id;
    const goals = [{ stamps: 3, reward: { type: "voucher", voucher_template_id: voucher } }];
    const template = (await owner.post("/templates", { name: "Coffee", goals })).body.id;
    for (const name of ["ann", "bob", "cyd"]) {
      await owner.post("/cards", { template_id: template, email: `${name}@example.com` });
      for (const count of [1, 2, 4]) {
        clock.advance({ minutes: 7 });
        await owner.post("/stamps", { email: `${name}@example.com`, count });
      }
    }
    const [first, second] = (await owner.get("/vouchers")).body.data;
    await owner.post(`/vouchers/${first.id}/redeem`);
    await owner.post(`/vouchers/${second.id}/cancel`);
    await owner.patch(`/templates/${template}`, { goals: [{ ...goals[0], stamps: 2 }] });
    const before = await everything();
    assert.ok(
      (before["cards"]?.length ?? 0) === 3 && (before["vouchers"]?.length ?? 0) === 6,
      "there is something to rebuild",
    );

    await app.platform.store.collection(collections[0] as never).deleteMany({});
    const read = await rebuild({ ...app.platform, projections, reach: neverFail });

    assert.equal(read, 3 + 3 + 9 + 2, "customers, cards, stamps, ends of vouchers");
    assert.deepEqual(await everything(), before);
  });
});
