import assert from "node:assert/strict";
import { codeOf, modulesOf, type Code } from "../runner/files.ts";
import { errorOf } from "../runner/request.ts";
import { runModule, type Given } from "../runner/run.ts";
import { disagreements } from "../runner/shape.ts";
import { made, openStage, program, type Stage } from "../stage.ts";

const count = 103;

describe("Make app › searches", () => {
  let stage: Stage;
  let templateId: string;
  let cardId: string;
  const ran = new Set<string>();

  before(async () => {
    stage = await openStage();
    ({ templateId } = await program(stage.owner));
    const card = await made(stage.owner, "/cards", { template_id: templateId, email: "ann@example.com" });
    cardId = card.id;
    await Promise.all(
      Array.from({ length: count }, (_, at) =>
        made(stage.owner, "/customers", { external_id: `crm-${at}`, name: `Customer ${at}` }),
      ),
    );
    for (const title of ["One", "Two", "Three"])
      await made(stage.owner, "/vouchers", { title, card_id: cardId });
    await made(stage.owner, "/stamps", { card_id: cardId, count: 2 });
  });
  after(() => stage.stop());

  /** Runs a search; each bundle agrees with the interface. */
  const search = async (id: string, given: Given = {}): Promise<Code[]> => {
    const bundles = await runModule(stage.world, stage.connection, id, given);
    const spec: Code[] = codeOf("module", id)["interface"];
    for (const bundle of bundles) {
      assert.deepEqual(disagreements(spec, bundle), [], id);
      const top = bundle.timestamp ?? bundle.issued_at ?? bundle.created_at;
      assert.ok(top instanceof Date, id);
    }
    ran.add(id);
    return bundles;
  };
  const requestsOf = async (run: () => Promise<unknown>): Promise<string[]> => {
    const before = stage.world.calls.length;
    await run();
    return stage.world.calls.slice(before).map(({ url }) => url);
  };

  const all = { find_by: "all" };
  const byEmail = { find_by: "email", email: "ann@example.com" };

  it("return ten when nothing is said, and as many as asked for", async () => {
    assert.equal((await search("searchCustomers", all)).length, 10);
    assert.equal((await search("searchCustomers", { ...all, limit: 3 })).length, 3);
  });

  it("page by cursor, with the API's largest pages, to the end and not beyond", async () => {
    let found: Code[] = [];
    const urls = await requestsOf(async () => {
      found = await search("searchCustomers", { ...all, limit: null });
    });
    assert.equal(new Set(found.map(({ id }) => id)).size, count + 1);
    assert.equal(urls.length, 2);
    assert.ok(urls.every((url) => new URL(url).searchParams.get("limit") === "100"));
    assert.equal(new URL(urls[0] ?? "").searchParams.get("cursor"), null);
  });

  it("stop asking when the limit is reached", async () => {
    assert.equal((await requestsOf(() => search("searchCustomers", { ...all, limit: 100 }))).length, 1);
    assert.equal((await requestsOf(() => search("searchCustomers", { ...all, limit: 101 }))).length, 2);
  });

  it("refuse a limit of nought on the form", async () => {
    const run = runModule(stage.world, stage.connection, "searchCards", { ...all, limit: 0 });
    assert.match((await errorOf(run)).message, /limit is below 1/);
  });

  it("find customers, cards and vouchers by what is filled in", async () => {
    const byCard = { find_by: "card_id", card_id: cardId };
    const [customer] = await search("searchCustomers", {
      find_by: "external_id",
      external_id: "crm-7",
      email: "left.over@example.com",
      phone: null,
    });
    assert.equal(customer?.name, "Customer 7");
    const [card] = await search("searchCards", { ...byEmail, template_id: templateId });
    assert.equal(card?.id, cardId);
    assert.ok(card?.last_stamp_at instanceof Date);
    const titles = (await search("searchVouchers", { ...byCard, status: "active" })).map(
      ({ title }) => title,
    );
    assert.deepEqual(titles.toSorted(), ["A free coffee", "One", "Three", "Two"]);
    assert.equal((await search("listActiveVouchers", byCard)).length, 4);
    const { id } = await made(stage.owner, "/locations", { name: "Station Square" });
    for (const given of [
      { find_by: "name", name: "Station Square" },
      { find_by: "location_id", location_id: id },
    ])
      assert.deepEqual(
        (await search("searchLocations", given)).map((location) => location.id),
        [id],
      );
  });

  it("return nothing, and no error, where nothing is found", async () => {
    assert.deepEqual(await search("searchCards", { ...byEmail, email: "nobody@example.com" }), []);
    assert.deepEqual(await search("searchVouchers", { find_by: "code", code: "NO-SUCH" }), []);
  });

  it("list a card's history, newest first", async () => {
    const history = await search("listCardHistory", { card_id: cardId });
    assert.equal(history.at(-1)?.event, "card_issued");
    assert.ok(history[0]?.timestamp >= history.at(-1)?.timestamp);
    const missing = runModule(stage.world, stage.connection, "listCardHistory", { card_id: "card_none" });
    assert.equal((await errorOf(missing)).type, "DataError");
  });

  it("list events by type, card and time, with contact data", async () => {
    const [stamped, ...others] = await search("listEvents", {
      type: "stamp_added",
      events_of: "card_id",
      card_id: cardId,
    });
    assert.deepEqual([stamped?.stamp.count, others.length], [2, 0]);
    assert.equal(stamped?.customer.email, "ann@example.com");
    const later = await search("listEvents", {
      events_of: "all",
      since: new Date(Date.now() + 3_600_000),
    });
    assert.deepEqual(later, []);
    const earlier = await search("listEvents", {
      events_of: "all",
      since: new Date(Date.now() - 3_600_000),
      template_id: templateId,
    });
    assert.ok(earlier.length > 3);
  });

  it("are all tried", () => {
    assert.deepEqual([...ran].toSorted(), modulesOf("search").toSorted());
  });
});
