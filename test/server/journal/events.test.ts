import assert from "node:assert/strict";
import { events as catalogue, eventSample } from "../../../server/src/catalog/index.ts";
import { eventsCollection } from "../../../server/src/journal/index.ts";
import { renderEvent } from "../../../server/src/events/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";

interface Shown {
  id: string;
  event: string;
  card: { id: string };
  customer: Record<string, unknown>;
}

describe("events", () => {
  const clock = new TestClock("2026-05-11T12:34:56.789Z");
  let app: TestApp;
  let owner: Client;
  let cards: { id: string }[];

  before(async () => {
    app = await startTestApp({ clock });
    ({ owner } = await app.tenant());
    const { id: gift } = await made(owner, "/voucher-templates", { title: "Gift" });
    const goals = [{ stamps: 2, reward: { type: "voucher", voucher_template_id: gift } }];
    const { id } = await made(owner, "/templates", { name: "Coffee", goals });
    cards = [];
    for (const name of ["ann", "bob"]) {
      cards.push(await made(owner, "/cards", { template_id: id, email: `${name}@example.com`, name }));
      clock.advance({ minutes: 1 });
    }
    const { vouchers } = await made(owner, "/stamps", { card_id: cards[0]?.id, count: 2 });
    clock.advance({ minutes: 1 });
    await made(owner, `/vouchers/${vouchers[0].id}/redeem`);
  });
  after(() => app.stop());

  const list = async (query = ""): Promise<Shown[]> =>
    (await owner.get(`/events?limit=100${query}`)).body.data;

  it("are listed newest first, by type, card and time", async () => {
    const all = await list();
    const ids = all.map(({ id }) => id);
    assert.deepEqual(ids, [...ids].sort().reverse());
    assert.equal(all.length, 9);
    assert.equal((await list("&type=goal_reached")).length, 1);
    assert.deepEqual(
      (await list(`&card_id=${cards[1]?.id}`)).map(({ event }) => event),
      ["card_issued"],
    );
    assert.equal((await list("&since=2026-05-11T12:36:56Z")).length, 5);
    assert.equal((await list("&since=2026-05-11T14:37:50%2B02:00")).length, 1);
    assert.equal((await list("&since=2026-05-12T00:00:00Z")).length, 0);
  });

  it("are the same bytes alone, in a list and for a hook, in both forms", async () => {
    for (const form of ["ids", "contact"] as const) {
      const { text } = await owner.get(`/events?limit=100&customer_fields=${form}`);
      for (const { id } of await list()) {
        const alone = (await owner.get(`/events/${id}?customer_fields=${form}`)).text;
        const stored = await app.platform.store.collection(eventsCollection).findOne({ _id: id });
        assert.ok(stored !== null && text.includes(alone));
        assert.equal(alone, await renderEvent(app.platform, stored, form));
      }
    }
  });

  it("show contact data only when asked", async () => {
    for (const { customer } of await list())
      assert.deepEqual(Object.keys(customer), ["id", "wallet_pass_id", "language"]);
    const [first] = await list(`&customer_fields=contact&card_id=${cards[1]?.id}`);
    assert.deepEqual(
      Object.keys(first?.customer ?? {})
        .slice(3)
        .join(" "),
      "name email phone birthday first_name last_name external_id consents",
    );
    assert.equal(first?.customer["email"], "bob@example.com");
  });

  it("have the members of their sample, in its order", async () => {
    const shape = (value: unknown): unknown =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? Object.entries(value).map(([key, inner]) => [key, shape(inner)])
        : null;
    for (const shown of await list()) {
      const definition = catalogue.find(({ name }) => name === shown.event);
      assert.ok(definition);
      assert.deepEqual(shape(shown), shape(eventSample(definition as never)), shown.event);
    }
  });

  it("come by pages without a gap or a repeat", async () => {
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await owner.get(`/events?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ id }: Shown) => id));
      assert.equal(body.has_more, body.next_cursor !== null);
      cursor = body.next_cursor;
    }
    assert.deepEqual(
      seen,
      (await list()).map(({ id }) => id),
    );
  });

  it("refuse a limit, cursor, type or parameter that is none", async () => {
    for (const [query, pointer] of [
      ["limit=0", "?limit"],
      ["limit=101", "?limit"],
      ...["0x10", "1e1", "5.0", "%2B5", "%205", ""].map((limit) => [`limit=${limit}`, "?limit"] as const),
      ["cursor=nonsense", "?cursor"],
      ["type=voucher_lost", "?type"],
      ["since=yesterday", "?since"],
      ["colour=red", "?colour"],
    ] as const)
      assertRefused(await owner.get(`/events?${query}`), 422, "validation_failed", pointer);
    for (const path of [
      "/cards",
      "/vouchers",
      "/customers",
      "/templates",
      "/voucher-templates",
      "/locations",
    ])
      assertRefused(await owner.get(`${path}?cursor=nonsense`), 422, "validation_failed", "?cursor");
    assertRefused(await owner.get("/events/evt_x"), 404, "not_found");
  });

  it("are seen by no other business", async () => {
    const { owner: other } = await app.tenant();
    const [first] = await list();
    assertRefused(await other.get(`/events/${first?.id}`), 404, "not_found");
    assert.equal((await other.get("/events")).body.data.length, 0);
  });
});
