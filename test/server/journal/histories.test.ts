import assert from "node:assert/strict";
import fc from "fast-check";
import { projections } from "../../../server/src/collections.ts";
import { neverFail } from "../../../server/src/core/failpoint.ts";
import { eventsCollection, journalCollection, rebuild } from "../../../server/src/journal/index.ts";
import { startTestApp, type Answered, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";

type Step =
  | { does: "stamp"; person: number; count: number; receipt: number }
  | { does: "redeem" | "cancel"; code: string };

const step = fc.oneof(
  fc.record({
    does: fc.constant("stamp" as const),
    person: fc.nat(1),
    count: fc.integer({ min: 1, max: 6 }),
    receipt: fc.nat(30),
  }),
  fc.record({ does: fc.constantFrom("redeem" as const, "cancel" as const), code: fc.constant("FREE") }),
) as fc.Arbitrary<Step>;

describe("histories", () => {
  let app: TestApp;
  let second: TestApp;

  before(async () => {
    app = await startTestApp({ env: { RATE_LIMIT_PER_MINUTE: "100000" } });
    second = await startTestApp({
      databaseUri: app.databaseUri,
      env: { RATE_LIMIT_PER_MINUTE: "100000" },
    });
  });
  after(async () => {
    await second.stop();
    await app.stop();
  });

  const program = async (owner: Client) => {
    const code = { mode: "shared", value: "FREE" };
    const { id: gift } = await made(owner, "/voucher-templates", { title: "Gift", code });
    const goals = [
      { stamps: 3, reward: { type: "award", name: "Cookie" } },
      { stamps: 5, reward: { type: "voucher", voucher_template_id: gift } },
    ];
    const { id } = await made(owner, "/templates", { name: "Coffee", goals });
    for (const person of [0, 1])
      await made(owner, "/cards", { template_id: id, email: `p${person}@example.com` });
  };

  const take = async (client: Client, one: Step): Promise<Answered> => {
    if (one.does === "stamp") {
      const { person, count, receipt } = one;
      return client.post("/stamps", { email: `p${person}@example.com`, count, receipt_id: `R${receipt}` });
    }
    const [voucher] = (await client.get(`/vouchers?code=${one.code}&status=active`)).body.data;
    return client.post(`/vouchers/${voucher?.id ?? "v_x"}/${one.does}`);
  };

  const documents = async (businessId: string) =>
    Promise.all(
      [...projections.map(({ collection }) => collection), eventsCollection].map((collection) =>
        app.platform.store
          .collection(collection as never)
          .find({ business_id: businessId } as never)
          .sort({ _id: 1 })
          .toArray(),
      ),
    );

  const assertGapless = async (businessId: string): Promise<void> => {
    const journal = app.platform.store.collection(journalCollection);
    const own = await journal.find({ business_id: businessId }).toArray();
    // Void entries, which a lost race for a receipt can leave, are nobody's and take a number all the same.
    const entries = await journal.find({ stream: { $in: own.map(({ stream }) => stream) } }).toArray();
    const streams = new Map<string, number[]>();
    for (const { stream, seq } of entries) streams.set(stream, [...(streams.get(stream) ?? []), seq]);
    for (const [stream, seqs] of streams)
      assert.deepEqual(
        seqs.sort((a, b) => a - b),
        seqs.map((_, at) => at + 1),
        stream,
      );
  };

  it("of two processes leave no gap, count what was answered, and are what the journal says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (history) => {
        const { owner, business } = await app.tenant();
        await program(owner);
        const two = second.client(owner.key);
        const answers = await Promise.all(history.map((one, at) => take(at % 2 ? owner : two, one)));
        assert.deepEqual(
          answers.filter(({ status }) => ![200, 404, 409].includes(status)).map(({ text }) => text),
          [],
        );
        const added = answers.reduce((sum, { body }) => sum + (body.stamp?.count ?? 0), 0);
        const cards = (await owner.get("/cards")).body.data as { total_stamps: number }[];
        assert.equal(
          cards.reduce((sum, card) => sum + card.total_stamps, 0),
          added,
        );
        await assertGapless(business.id);
        const before = await documents(business.id);
        await rebuild({ ...app.platform, projections, reach: neverFail });
        assert.deepEqual(await documents(business.id), before);
      }),
      { numRuns: 4 },
    );
  }).timeout(60_000);
});
