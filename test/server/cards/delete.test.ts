import assert from "node:assert/strict";
import { projections } from "../../../server/src/collections.ts";
import { issueCard } from "../../../server/src/cards/index.ts";
import { cards, cardClaim } from "../../../server/src/cards/model.ts";
import type { IdPrefix } from "../../../server/src/core/ids.ts";
import { neverFail } from "../../../server/src/core/failpoint.ts";
import {
  claimsCollection,
  journalCollection,
  rebuild,
  systemActor,
} from "../../../server/src/journal/index.ts";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";

describe("deleting a card", () => {
  const clock = new TestClock();
  let app: TestApp;
  let tenant: Tenant;
  let owner: Client;
  let template: string;

  before(async () => {
    app = await startTestApp({ clock, env: { ROLE: "api" } });
    tenant = await app.tenant();
    ({ owner } = tenant);
    template = (await made(owner, "/templates", { name: "Coffee", goals: [] })).id;
  });
  after(() => app.stop());

  const collection = {
    claims: () => app.platform.store.collection(claimsCollection),
    journal: () => app.platform.store.collection(journalCollection),
    cards: () => app.platform.store.collection(cards),
  };
  const issue = (email: string) => owner.post("/cards", { template_id: template, email });
  const claimOf = (card: { customer_id: string }): string =>
    cardClaim(tenant.business.id, card.customer_id, template);

  /** What a crash right after the deletion's entry leaves: the entry, and nothing of what follows from it. */
  const deleteAndCrash = async (card: { id: string; customer_id: string }): Promise<void> => {
    const claim = await collection.claims().findOne({ _id: claimOf(card) });
    const document = await collection.cards().findOne({ _id: card.id });
    assert.ok(claim !== null && document !== null);
    assert.equal((await owner.delete(`/cards/${card.id}`)).status, 204);
    await app.platform.journal.relay.settle();
    await collection.claims().insertOne(claim);
    await collection.cards().replaceOne({ _id: card.id }, document);
    await collection
      .journal()
      .updateOne({ stream: card.id, kind: "delete_card" }, { $set: { fanout: "pending" } });
  };

  /** Entries as 0.1.0 wrote them. */
  const asOf010 = (stream: string) =>
    collection.journal().updateMany({ stream }, { $unset: { claims: "", releases: "" } });

  it("lets the customer have a new one of the same template", async () => {
    const card = (await issue("ann@example.com")).body;
    assert.equal((await owner.delete(`/cards/${card.id}`)).status, 204);
    assert.equal(
      await collection.claims().findOne({ _id: claimOf(card) }),
      null,
      "given back with the entry",
    );
    const entry = await collection.journal().findOne({ stream: card.id, kind: "delete_card" });
    assert.deepEqual(entry?.releases, [claimOf(card)]);
    const next = await issue("ann@example.com");
    assert.equal(next.status, 201);
    assert.notEqual(next.body.id, card.id);
  });

  it("lets the customer have a new one when the card was issued by the second entry of its stream", async () => {
    const id = app.platform.newId("card");
    // What is left where a rival waited out a slow writer.
    const void_ = { stream: id, seq: 1, business_id: "", customer_id: null, at: clock.now(), kind: "void" };
    await collection.journal().insertOne({
      ...void_,
      _id: `${id}:1`,
      actor: systemActor,
      facts: [],
      events: [],
      token: "v",
      fanout: "done",
    });
    const scope = {
      business: tenant.business,
      actor: systemActor,
      source: "api",
      location_id: null,
    } as const;
    const platform = {
      ...app.platform,
      newId: (prefix: IdPrefix) => (prefix === "card" ? id : app.platform.newId(prefix)),
    };
    const card = await issueCard(platform, scope, { template_id: template, email: "bob@example.com" });
    assert.equal((await collection.journal().findOne({ stream: id, kind: "issue_card" }))?.seq, 2);
    assert.equal((await owner.delete(`/cards/${card.id}`)).status, 204);
    assert.equal(await collection.claims().findOne({ _id: claimOf(card) }), null, "given back");
    const next = await issue("bob@example.com");
    assert.deepEqual([next.status, next.body.created], [201, true]);
  });

  it("holds from its entry on, whatever a crash left undone", async () => {
    const card = (await issue("cyd@example.com")).body;
    await deleteAndCrash(card);
    assertRefused(await owner.get(`/cards/${card.id}`), 404, "not_found");
    assertRefused(await owner.post("/stamps", { card_id: card.id }), 404, "card_not_found");
    const next = await issue("cyd@example.com");
    assert.deepEqual([next.status, next.body.created], [201, true]);
    assert.notEqual(next.body.id, card.id);
    // The sweep comes late: what the new card holds is not touched.
    await app.platform.journal.relay.sweep({ atStart: true });
    assert.equal((await collection.claims().findOne({ _id: claimOf(card) }))?.entry, `${next.body.id}:1`);
    assert.deepEqual((await issue("cyd@example.com")).body.id, next.body.id);
  });

  it("is finished by the sweep", async () => {
    const card = (await issue("dan@example.com")).body;
    await deleteAndCrash(card);
    await app.platform.journal.relay.sweep({ atStart: true });
    assert.equal(await collection.claims().findOne({ _id: claimOf(card) }), null);
  });

  it("of 0.1.0 that was cut short no longer blocks its customer", async () => {
    const card = (await issue("eve@example.com")).body;
    await deleteAndCrash(card);
    await asOf010(card.id);
    await collection.cards().updateOne({ _id: card.id }, { $set: { status: "deleted" } });
    const next = await issue("eve@example.com");
    assert.deepEqual([next.status, next.body.created], [201, true]);
  });

  it("is known to a rebuild, as are the claims that stand", async () => {
    const [gone, kept] = [(await issue("fay@example.com")).body, (await issue("gil@example.com")).body];
    await deleteAndCrash(gone);
    const old = (await issue("hal@example.com")).body;
    await deleteAndCrash(old);
    await asOf010(old.id);
    await collection.claims().deleteMany({ _id: { $in: [claimOf(kept)] } });
    await rebuild({ ...app.platform, projections, reach: neverFail });
    assert.equal(await collection.claims().findOne({ _id: claimOf(gone) }), null);
    assert.equal(await collection.claims().findOne({ _id: claimOf(old) }), null);
    assert.equal((await collection.claims().findOne({ _id: claimOf(kept) }))?.entry, `${kept.id}:1`);
    // Nor when another machine's clock was behind, so that the deletion comes first in the order of time.
    const early = { $set: { at: new Date(clock.now().getTime() - 60_000) } };
    await collection.journal().updateOne({ stream: gone.id, kind: "delete_card" }, early);
    await rebuild({ ...app.platform, projections, reach: neverFail });
    assert.equal(await collection.claims().findOne({ _id: claimOf(gone) }), null, "nor does it come back");
  });

  it("keeps the number: it may be on paper", async () => {
    const card = (await issue("ida@example.com")).body;
    await owner.delete(`/cards/${card.id}`);
    const claim = `number:${tenant.business.id}:${card.number}`;
    assert.equal((await collection.claims().findOne({ _id: claim }))?.entry, `${card.id}:1`);
  });

  it("beside many who ask for it leaves nobody with a deleted card", async () => {
    for (let round = 0; round < 8; round += 1) {
      const email = `race${round}@example.com`;
      const card = (await issue(email)).body;
      await Promise.all([
        owner.delete(`/cards/${card.id}`),
        ...Array.from({ length: 6 }, () => issue(email)),
      ]);
      const last = (await issue(email)).body;
      assert.equal((await owner.get(`/cards/${last.id}`)).status, 200);
      assert.equal((await owner.get(`/cards?email=${email}`)).body.data.length, 1);
    }
  });
});
