import assert from "node:assert/strict";
import { EJSON } from "bson";
import { projections } from "../../../server/src/collections.ts";
import { enlistments } from "../../../server/src/campaigns/model.ts";
import { createLog } from "../../../server/src/core/log.ts";
import { neverFail } from "../../../server/src/core/failpoint.ts";
import { hmacSha256Hex } from "../../../server/src/core/secrets.ts";
import { openStore } from "../../../server/src/core/store.ts";
import { eventsCollection, rebuild } from "../../../server/src/journal/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { freshDatabase } from "../../support/store.ts";
import { quiet, tracesOf } from "../personal-data/traces.ts";
import { leftText, places, readLeft, type Left } from "./fixture.ts";
import { formerSecrets } from "./former.ts";

/** Brings what 0.1.0 left into a database of its own. */
const restore = async ({ collections }: Left): Promise<string> => {
  const uri = await freshDatabase();
  const store = await openStore(uri, createLog("silent"));
  for (const [name, documents] of Object.entries(collections))
    if (documents.length > 0)
      await store.connection
        .collection(name)
        .insertMany(
          documents.map((one) => EJSON.deserialize(one as Parameters<typeof EJSON.deserialize>[0])),
        );
  await store.close();
  return uri;
};

/** Without the addresses of the application, which are others each time. */
const placeless = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(/http:\/\/127\.0\.0\.1:\d+(?!\d*\/hook)/g, places.app));

/** What is missing or different of what was said before; members that are new are no difference. */
const lacks = (said: unknown, before: unknown, path: string): string[] => {
  if (typeof before !== "object" || before === null)
    return Object.is(said, before) ? [] : [`${path}: ${JSON.stringify(said)}, not ${JSON.stringify(before)}`];
  if (typeof said !== "object" || said === null) return [`${path} is ${JSON.stringify(said)}`];
  if (Array.isArray(before) && Array.isArray(said) && said.length !== before.length)
    return [`${path} has ${said.length} members, not ${before.length}`];
  const members = new Map<string, unknown>(Object.entries(said));
  return Object.entries(before).flatMap(([name, value]) =>
    lacks(members.get(name), value, `${path}/${name}`),
  );
};

/** Of a 0.1.0 erasure receivers' answers were left; they are gone now. */
const withoutErased = (answer: unknown, words: readonly string[]): unknown =>
  JSON.parse(JSON.stringify(answer), (name, value: unknown) =>
    name === "response_body" && words.some((word) => String(value).includes(word)) ? null : value,
  );

/** A list with those of a former list alone: of a program's vouchers, those of deleted cards are listed now too. */
const onlyOf = (list: unknown, former: unknown): unknown => {
  const ids = JSON.stringify(former);
  const { data, ...rest } = list as { data: { id: string }[] };
  return { ...rest, data: data.filter(({ id }) => ids.includes(id)) };
};

describe("upgrade › what 0.1.0 left", () => {
  let left: Left;
  let app: TestApp;
  let owner: Client;
  let receiver: Receiver;
  let clock: TestClock;

  before(async () => {
    receiver = await startReceiver();
    left = await readLeft(receiver.url);
    clock = new TestClock(left.at);
    app = await startTestApp({ clock, databaseUri: await restore(left), env: formerSecrets });
    owner = app.client(left.key);
  });
  after(async () => {
    await app.platform.store.connection.dropDatabase();
    await app.stop();
    await receiver.close();
  });

  /** All that is made from the journal, but for work to be done: an enlistment comes up again and finds that it was done. */
  const stateOf = async ({ platform }: TestApp): Promise<Record<string, unknown[]>> => {
    const all = [...projections.map(({ collection }) => collection.name), eventsCollection.name];
    const read = (name: string) => platform.store.connection.collection(name).find().sort({ _id: 1 });
    const found = await Promise.all(
      all
        .filter((name) => name !== enlistments.name)
        .map(async (name) => [name, await read(name).toArray()] as const),
    );
    return Object.fromEntries(found);
  };

  it("names no place of the machine it was made on", async () => {
    const text = await leftText();
    for (const place of [/\/(tmp|work|home|root|Users)\//, /127\.0\.0\.1:\d+\/hook/])
      assert.doesNotMatch(text, place);
  });

  it("is read and listed as 0.1.0 did", async () => {
    for (const [path, before] of Object.entries(left.answers)) {
      const { status, body, text } = await owner.get(path);
      assert.equal(status, 200, `${path}: ${text}`);
      const wanted = withoutErased(before, left.erased.words);
      const said = path.startsWith("/vouchers?template_id=") ? onlyOf(body, before) : body;
      assert.deepEqual(lacks(placeless(said), placeless(wanted), path), []);
    }
  });

  it("shows nothing of the customer whom 0.1.0 had erased, and keeps nothing of them", async () => {
    assert.deepEqual(await tracesOf(app, left.erased.words), []);
    const calls = left.calls.filter(({ answer }) => JSON.stringify(answer).includes(left.erased.id));
    assert.equal(calls.length, 2);
    for (const { path, body, key } of calls)
      assertRefused(await owner.post(path, body, { "idempotency-key": key }), 404, "not_found");
    assertRefused(await owner.get(`/customers/${left.erased.id}`), 404, "not_found");
    assert.equal((await owner.delete(`/customers/${left.erased.id}`)).status, 204);
  });

  it("is rebuilt from the journal as it stands", async () => {
    const databaseUri = await restore(left);
    const still = await startTestApp({ clock, databaseUri, env: { ...formerSecrets, ROLE: "api" } });
    const { store } = still.platform;
    await still.platform.journal.relay.settle();
    const before = await stateOf(still);
    assert.equal(before["vouchers"]?.length, left.collections["vouchers"]?.length);
    for (const { collection } of projections)
      await store.connection.collection(collection.name).deleteMany({});
    await rebuild({ ...still.platform, projections, reach: neverFail });
    assert.deepEqual(await stateOf(still), before);
    await store.connection.dropDatabase();
    await still.stop();
  });

  it("answers repeats under its Idempotency-Keys as the first time", async () => {
    const calls = left.calls.filter(({ answer }) => !JSON.stringify(answer).includes(left.erased.id));
    const recent = calls.slice(-2);
    for (const { path, body, key, status, answer } of recent) {
      const again = await owner.post(path, body, { "idempotency-key": key });
      assert.deepEqual([again.status, placeless(again.body)], [status, placeless(answer)], path);
      assert.equal(again.headers.get("idempotent-replayed"), "true");
    }
  });

  it("lets what is used up be used up: receipts, sales and codes", async () => {
    const cardId = left.calls.find(({ path }) => path === "/stamps")?.body as { card_id: string };
    const used = await owner.post("/stamps", { card_id: cardId.card_id, receipt_id: "R-1" });
    assertRefused(used, 409, "receipt_already_used");
    const send = async (receipt_id: string, more: object) => {
      const raw = JSON.stringify({
        ...{ receipt_id, sold_at: clock.now().toISOString(), currency: "EUR", amount: "25.50" },
        ...more,
      });
      const seconds = Math.floor(clock.now().getTime() / 1_000);
      const mac = hmacSha256Hex(left.till.secret, `${seconds}.${raw}`);
      const headers = { "content-type": "application/json", "x-7stamp-signature": `t=${seconds},v1=${mac}` };
      const url = `${app.url}/v1/tills/${left.till.id}/sales`;
      const answer = await fetch(url, { method: "POST", headers, body: raw });
      return { status: answer.status, body: (await answer.json()) as { stamp: { count: number } } };
    };
    const [tea] = (await owner.get(`/cards?email=cyd@corner.example`)).body.data;
    const again = await send("T-1", { card_number: tea.number });
    assert.deepEqual([again.status, again.body.stamp.count], [200, 2]);
    assert.equal((await owner.get(`/cards/${tea.id}`)).body.total_stamps, 2);
    const fresh = await send("T-3", { card_number: tea.number });
    assert.deepEqual([fresh.status, fresh.body.stamp.count], [201, 3]);
  });

  it("gives a customer whose card was deleted a new one", async () => {
    const { email, template_id, card_id } = left.cardless;
    const answer = await owner.post("/cards", { template_id, email });
    assert.equal(answer.status, 201, answer.text);
    assert.notEqual(answer.body.id, card_id);
  });

  it("is delivered where 0.1.0 had not come to it, once, with the same id", async () => {
    const arrived = () => receiver.requests.filter(({ path }) => path === "/hook/late");
    const before = receiver.requests.length;
    clock.advance({ minutes: 6 });
    await app.app.crew?.tick();
    await receiver.arrived(before + 1);
    await quiet(app);
    const ids = arrived().map(({ headers }) => headers["webhook-id"]);
    assert.deepEqual(
      ids.filter((id) => left.undelivered.includes(id ?? "")),
      left.undelivered,
    );
  });

  it("goes with the customer who is erased now", async () => {
    const { id, words } = left.living;
    assert.notDeepEqual(await tracesOf(app, words), []);
    assert.equal((await owner.delete(`/customers/${id}`)).status, 204);
    await quiet(app);
    assert.deepEqual(await tracesOf(app, words), []);
  });
});
