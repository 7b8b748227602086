import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { actions, type ActionDefinition } from "../../../server/src/catalog/index.ts";
import { startTestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";
import { keyedEnvironment } from "../../support/keyed-world.ts";
import { openStream } from "../../support/live-stream.ts";
import { startReceiver } from "../../support/receiver.ts";
import { startSevenLoc, type SevenLoc } from "../../support/seven-loc.ts";
import { tally } from "../../support/tally.ts";
import { call, proofsOf, type Reply } from "./answers.ts";
import { placesOf, type Place } from "./places.ts";
import { naming, rightCall, type Wanted } from "./request.ts";
import { openShop, type Outside, type Shop } from "./stage.ts";

/*
 * Every operation of the catalogue, with something of another business at each place where it can name something: the
 * answer is the one for something that does not exist, byte for byte but for the name, and nothing of theirs changes.
 */

/** Places where one's own is answered as nothing is, and why. */
const noDifference: Readonly<Record<string, string>> = {
  "delete_hook params/id": "204 also when the hook is gone",
  "stream_events query/card_id": "what comes over it is looked at below",
};

/** Lists that have no second page here: a cursor is made of an id of theirs. */
const onePage: Readonly<Record<string, string>> = {
  list_messengers: "msgr",
  list_campaign_messages: "cmp",
};

/** Last, so that what the others name still stands; the person after all that is the person's. */
const order = ({ method, path }: ActionDefinition): number => {
  if (method === "GET") return 0;
  if (method !== "DELETE") return 1;
  return path.startsWith("/customers") ? 3 : 2;
};

const cases = [...actions]
  .sort((a, b) => order(a) - order(b))
  .flatMap((action) => placesOf(action).map((place) => ({ action, place })));
const lists = actions.filter((action) => "cursor" in (action.query as unknown as { shape: object }).shape);

const nameOf = ({ name }: ActionDefinition, { part, steps }: Place) => `${name} ${part}/${steps.join("/")}`;

/** Of the same form and length, and nobody's. */
const nobodys = (name: string): string =>
  name.replace(/[0-9a-z]{1,6}(?=(@.*)?$)/i, (end) =>
    end.replaceAll(/./g, (sign) => (/\d/.test(sign) ? "0" : "z")),
  );

const nobodysCursor = (cursor: string): string => {
  const told = Buffer.from(cursor, "base64url").toString("utf8");
  const other = told.replace(/[0-9a-z](?=[^0-9a-z]*$)/, (end) => (end === "0" ? "1" : "0"));
  return Buffer.from(other, "utf8").toString("base64url");
};

describe("tenancy", () => {
  const clock = new TestClock(new Date());
  const messengers: SevenLoc[] = [];
  let outside: Outside;
  let ours: Shop;
  let theirs: Shop;

  before(async () => {
    outside = {
      app: await startTestApp({ clock, env: keyedEnvironment }),
      receiver: await startReceiver(),
    };
    for (const token of ["token-of-ours", "token-of-theirs"])
      messengers.push(await startSevenLoc({ now: () => clock.now(), token }));
    const [first, second] = messengers as [SevenLoc, SevenLoc];
    ours = await openShop(outside, "x1", first);
    theirs = await openShop(outside, "x2", second);
  });
  after(async () => {
    await outside.app.stop();
    await outside.receiver.close();
    for (const one of messengers) await one.stop();
  });

  const send = (action: ActionDefinition, wanted: Wanted, proof: Record<string, string>): Promise<Reply> =>
    call(action, wanted, { url: outside.app.url, shop: ours, proof });

  /** All that another business sees of itself. */
  const everythingOfTheirs = async (): Promise<Record<string, string>> => {
    await outside.app.platform.journal.relay.settle();
    const seen: Record<string, string> = {};
    for (const { name, path } of lists) {
      const contact = name === "list_events" ? "&customer_fields=contact" : "";
      const { body } = await theirs.owner.get(`${own(path, theirs)}?limit=100${contact}`);
      // Their own look here uses their key; what was sent to their till with another's signature is theirs to see.
      const apart = new Set(["last_used_at", "last_refusal"]);
      seen[name] = JSON.stringify(body, (member, value: unknown) => (apart.has(member) ? null : value));
    }
    return seen;
  };

  let atFirst: Record<string, string>;
  before(async () => {
    atFirst = await everythingOfTheirs();
  });

  const own = (path: string, shop: Shop): string => {
    const kind = { hooks: "hook", cards: "card", campaigns: "cmp" }[path.split("/")[1] ?? ""] ?? "";
    return path.replace(":id", shop.own[kind] ?? "");
  };

  for (const action of lists)
    it(`${action.name}: shows nothing of theirs, and goes on from their cursor as from nobody's`, async () => {
      await outside.app.app.refusals.settle();
      const { body, text } = await ours.owner.get(`${own(action.path, ours)}?limit=100`);
      assert.ok(Array.isArray(body.data), text);
      for (const name of Object.values(theirs.own)) assert.ok(!text.includes(`"${name}"`), name);
      const { next_cursor } = (await theirs.owner.get(`${own(action.path, theirs)}?limit=1`)).body;
      const made = theirs.own[onePage[action.name] ?? ""];
      const cursor = made === undefined ? next_cursor : Buffer.from(made, "utf8").toString("base64url");
      assert.ok(cursor, "their list has a second page");
      const none = nobodysCursor(cursor);
      const wanted = (from: string): Wanted => ({
        params: { id: own(action.path, ours).split("/")[2] },
        query: { limit: "100", cursor: from },
        body: undefined,
      });
      for (const proof of proofsOf(ours, action)) {
        const answer = await send(action, wanted(cursor), proof);
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(answer, await send(action, wanted(none), proof));
      }
    });

  it("the stream of one's own carries nothing of theirs, whatever card or event of theirs it is asked for", async () => {
    const bearer = { authorization: `Bearer ${ours.owner.key}` };
    const their = theirs.own["card"] ?? "";
    const evt = theirs.own["evt"] ?? "";
    const asked = [
      await openStream(outside.app.url, bearer, `?card_id=${their}`),
      await openStream(outside.app.url, { ...ours.session }, `?card_id=${their}`),
    ];
    const all = await openStream(outside.app.url, { ...bearer, "last-event-id": evt });
    const witness = await openStream(outside.app.url, { authorization: `Bearer ${theirs.owner.key}` });
    await made(theirs.owner, `/cards/${their}/saved`, { platform: "google" });
    await witness.until(1);
    const mine = await made(ours.owner, "/customers", { email: "last@example.com" });
    await all.until(1);
    while (!all.frames.some(({ data }) => data.includes(String(mine.id))))
      await all.until(all.frames.length + 1);
    for (const { data } of all.frames) assert.ok(data.includes(`"business_id":"${ours.own["b"]}"`), data);
    for (const stream of asked) assert.deepEqual(stream.frames, []);
    for (const stream of [...asked, all, witness]) stream.hangUp();
    atFirst = await everythingOfTheirs();
  });

  it("an Idempotency-Key of theirs is one that nobody has used", async () => {
    const keyed = { "idempotency-key": "one-and-the-same" };
    const first = await theirs.owner.post("/locations", { name: "Keyed" }, keyed);
    const second = await ours.owner.post("/locations", { name: "Keyed" }, keyed);
    assert.deepEqual([first.status, second.status], [201, 201]);
    assert.equal(second.headers.get("idempotent-replayed"), null);
    assert.notEqual(second.body.id, first.body.id);
    atFirst = await everythingOfTheirs();
  });

  for (const { action, place } of cases)
    it(`${nameOf(action, place)}: theirs is answered as nobody's`, async () => {
      const their = theirs.own[place.kind ?? ""];
      assert.ok(their, `say in stage.ts what ${nameOf(action, place)} names`);
      const none = nobodys(their);
      assert.notEqual(none, their);
      const right = rightCall(outside, ours, action, place);
      let nothing: Reply | undefined;
      for (const proof of proofsOf(ours, action)) {
        const answer = await send(action, naming(right, place, their), proof);
        nothing = await send(action, naming(right, place, none), proof);
        const asNobodys: Reply = { ...answer, text: answer.text.replaceAll(their, none) };
        const leaked = isDeepStrictEqual(asNobodys, nothing) ? 0 : 1;
        tally({ what: "another business's ids at every place", tried: { calls: 1 }, found: { leaked } });
        assert.deepEqual(asNobodys, nothing);
      }
      if (noDifference[nameOf(action, place)] !== undefined) return;
      const mine = await send(action, right, proofsOf(ours, action)[0] ?? {});
      assert.notDeepEqual([mine.status, mine.text], [nothing?.status, nothing?.text], "ours is not nothing");
    });

  it("nothing of theirs has changed", async () => {
    assert.deepEqual(await everythingOfTheirs(), atFirst);
  });
});
