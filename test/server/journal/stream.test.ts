import assert from "node:assert/strict";
import { lowestIdAt } from "../../../server/src/core/ids.ts";
import { customers } from "../../../server/src/customers/index.ts";
import { openFeeds } from "../../../server/src/events/feed.ts";
import { eventsCollection } from "../../../server/src/journal/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { openStream, type LiveStream } from "../../support/live-stream.ts";

describe("events stream", () => {
  let app: TestApp;
  let owner: Client;
  let businessId: string;
  let templateId: string;
  const open: LiveStream[] = [];

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    const tenant = await app.tenant();
    owner = tenant.owner;
    businessId = tenant.business.id;
    templateId = (await made(owner, "/templates", { name: "Coffee", goals: [] })).id;
    for (const name of ["ann", "bob"]) await meet(`${name}@example.com`);
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.hangUp();
  });
  after(() => app.stop());

  /** A customer who is known before anybody follows: a card of theirs is the only news. */
  const meet = async (email: string): Promise<void> => {
    const now = new Date();
    await app.platform.store.collection(customers).insertOne({
      ...{ _id: app.platform.newId("c"), business_id: businessId, email, consents: {} },
      ...{ name: null, phone: null, birthday: null, birthday_md: null, language: null, external_id: null },
      ...{ created_at: now, updated_at: now },
    });
  };
  const issue = (name: string) =>
    made(owner, "/cards", { template_id: templateId, email: `${name}@example.com` });
  const stamp = (name: string) => made(owner, "/stamps", { email: `${name}@example.com` });
  const follow = async (
    options: { url?: string; query?: string; lastEventId?: string } = {},
  ): Promise<LiveStream> => {
    const { url = app.url, query = "", lastEventId } = options;
    const headers: Record<string, string> = { authorization: `Bearer ${owner.key}` };
    if (lastEventId !== undefined) headers["last-event-id"] = lastEventId;
    const stream = await openStream(url, headers, query);
    open.push(stream);
    return stream;
  };
  /** An event that another process committed a while ago and that becomes visible now. */
  const appearLate = async (agoMs: number): Promise<string> => {
    const events = app.platform.store.collection(eventsCollection);
    const [like] = await events.find({ business_id: businessId }).toArray();
    assert.ok(like !== undefined);
    const at = new Date(Date.now() - agoMs);
    const id = lowestIdAt("evt", at).slice(0, -4) + "late";
    await events.insertOne({ ...like, _id: id, at });
    return id;
  };

  it("shows events as they happen, in the bytes of GET /events/:id", async () => {
    const stream = await follow({ query: "?customer_fields=contact" });
    await issue("ann");
    await stamp("ann");
    const frames = await stream.until(2);
    assert.deepEqual(
      frames.map((frame) => frame.event),
      ["card_issued", "stamp_added"],
    );
    for (const frame of frames)
      assert.equal(frame.data, (await owner.get(`/events/${frame.id}?customer_fields=contact`)).text);
  });

  it("shows each follower what it asked for, once, and another business's to nobody", async () => {
    const { id } = await issue("ann");
    const all = await follow();
    const stamps = await follow({ query: "?type=stamp_added" });
    const card = await follow({ query: `?card_id=${id}` });
    const other = await app.tenant();
    const elsewhere = await openStream(app.url, { authorization: `Bearer ${other.owner.key}` });
    open.push(elsewhere);
    await issue("bob");
    await stamp("bob");
    await stamp("ann");
    await all.until(3);
    await Promise.all([stamps.until(2), card.until(1)]);
    await made(other.owner, "/templates", { name: "Tea", goals: [] });
    const names = (stream: LiveStream) => stream.frames.map(({ event }) => event);
    assert.deepEqual(names(all), ["card_issued", "stamp_added", "stamp_added"]);
    assert.deepEqual(names(stamps), ["stamp_added", "stamp_added"]);
    assert.deepEqual(names(card), ["stamp_added"]);
    assert.deepEqual(names(elsewhere), []);
  });

  it("shows what another process commits, a second later at most", async () => {
    const second = await startTestApp({ databaseUri: app.databaseUri });
    const stream = await follow({ url: second.url });
    await issue("ann");
    await stream.until(1);
    const startedAt = performance.now();
    await stamp("ann");
    await stream.until(2);
    const tookMs = performance.now() - startedAt;
    stream.hangUp();
    await second.stop();
    assert.ok(tookMs < 3_000, `${Math.round(tookMs)} ms`);
  });

  it("shows what becomes visible behind a later event", async () => {
    const stream = await follow();
    await issue("ann");
    await stream.until(1);
    const late = await appearLate(7_000);
    const frames = await stream.until(2);
    assert.deepEqual(frames[1]?.id, late);
  });

  it("goes on after Last-Event-ID, and misses nothing that became visible behind it", async () => {
    await issue("bob");
    await stamp("bob");
    const [stamped, issued] = (await owner.get("/events?limit=2")).body.data;
    const late = await appearLate(7_000);
    const stream = await follow({ lastEventId: issued.id });
    await stream.until(2);
    await stamp("bob");
    const ids = (await stream.until(3)).map(({ id }) => id);
    assert.deepEqual(ids.slice(0, 2), [late, stamped.id]);
    assert.equal(new Set(ids).size, 3);
  });

  it("shows once what the store holds at a return and the other followers are still to be told", async () => {
    const other = await follow();
    await issue("ann");
    const [issued] = await other.until(1);
    const late = await appearLate(5_000);
    const stream = await follow({ lastEventId: issued?.id ?? "" });
    assert.deepEqual(
      (await stream.until(1)).map(({ id }) => id),
      [late],
    );
    await other.until(2);
    await stamp("ann");
    const names = (await stream.until(2)).map(({ event }) => event);
    assert.deepEqual(names, ["card_issued", "stamp_added"]);
  });

  it("goes on after a long absence, page by page", async () => {
    await issue("ann");
    const [first] = (await owner.get("/events?limit=1")).body.data;
    const events = app.platform.store.collection(eventsCollection);
    const like = await events.findOne({ _id: first.id });
    assert.ok(like !== null);
    const yesterday = Date.now() - 86_400_000;
    const idAt = (at: number) => lowestIdAt("evt", new Date(yesterday + at));
    await events.insertMany(Array.from({ length: 450 }, (_, at) => ({ ...like, _id: idAt(at) })));
    const stream = await follow({ lastEventId: idAt(10) });
    const ids = (await stream.until(450)).map(({ id }) => id);
    assert.deepEqual([...ids].sort(), ids);
    assert.ok(!ids.includes(idAt(10)) && ids.includes(idAt(11)) && ids.includes(first.id));
  });

  it("begins now when Last-Event-ID is no id", async () => {
    await issue("ann");
    for (const lastEventId of ["nothing", `evt_${"u".repeat(26)}`, `evt_${"z".repeat(26)}`]) {
      const stream = await follow({ lastEventId });
      await stamp("ann");
      assert.deepEqual(
        (await stream.until(1)).map(({ event }) => event),
        ["stamp_added"],
        lastEventId,
      );
      stream.hangUp();
    }
  });

  it("is read once for all followers of a business, and not at all when they have gone", async () => {
    const before = openFeeds(app.platform);
    const streams = await Promise.all(Array.from({ length: 5 }, () => follow()));
    await issue("ann");
    await Promise.all(streams.map((stream) => stream.until(1)));
    assert.equal(openFeeds(app.platform), before + 1);
    for (const stream of streams) stream.hangUp();
    const deadline = performance.now() + 20_000;
    while (openFeeds(app.platform) > before && performance.now() < deadline) await app.client("").get("/me");
    assert.equal(openFeeds(app.platform), before);
  });

  it("ends when the server stops", async () => {
    const second = await startTestApp({ databaseUri: app.databaseUri });
    const stream = await follow({ url: second.url });
    second.app.endStreams();
    await stream.ended;
    await second.stop();
  });

  it("refuses a type that is no event", async () => {
    const answer = await owner.get("/events/stream?type=nothing");
    assert.equal(answer.status, 422);
  });
});
