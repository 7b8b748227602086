import assert from "node:assert/strict";
import { findBusiness } from "../../../server/src/businesses/index.ts";
import { applyPending } from "../../../server/src/cards/index.ts";
import { actions } from "../../../server/src/catalog/index.ts";
import { startTestApp, type Answered, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { keyedRows } from "../../support/keyed-rows.ts";
import { keyedEnvironment, type KeyedCall, type World } from "../../support/keyed-world.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { startSevenLoc, type SevenLoc } from "../../support/seven-loc.ts";
import { startVictim, startWatch } from "../../support/victim.ts";

/*
 * Every POST of the catalogue, killed at each point it comes to, and sent again with the same key: the first answer, one
 * effect. What an answer and an effect are, a twin says that nobody kills.
 */

/** No key is kept for a log-in: its answer is a cookie. */
const withoutRow = ["log_in"];

const lists = [
  "/cards",
  "/customers",
  "/vouchers",
  "/events?customer_fields=contact",
  "/templates",
  "/voucher-templates",
  "/pictures",
  "/locations",
  "/staff",
  "/api-keys",
  "/hooks",
  "/tills",
  "/messengers",
  "/campaigns",
];

const random: Readonly<Record<string, string>> = {
  number: "<number>",
  card_number: "<number>",
  redeem_code: "<code>",
  link: "<link>",
  url: "<url>",
  key: "<key>",
  secret: "<secret>",
  masked: "<masked>",
  duration_ms: "<ms>",
  message_id: "<message>",
  last_used_at: "<at>",
};

/** The shape of what a world shows: ids, secrets, times and addresses are each world's own. */
const shapeOf = (value: unknown, unique: string): unknown =>
  JSON.parse(JSON.stringify(value), (name, inner: unknown) => {
    const hidden = random[name];
    if (hidden !== undefined && inner !== null && name !== "redeem_code") return hidden;
    if (name === "redeem_code" && /^[0-9A-Z]{10}$/.test(String(inner))) return hidden;
    if (typeof inner !== "string") return inner;
    return (
      inner
        .replaceAll(/\b([a-z]+)_[0-9a-z]{26,52}/g, "$1_<id>")
        // After the ids: one in so many holds the world's own letters by chance.
        .replaceAll(unique, "<unique>")
        .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/g, "<instant>")
        .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "<here>")
    );
  });

describe("http › repeats", function () {
  this.timeout(300_000);

  // The store itself sweeps what has ended, by the real time.
  const clock = new TestClock(new Date());
  const watch = startWatch();
  let app: TestApp;
  let receiver: Receiver;
  let sevenLoc: SevenLoc;
  let worlds = 0;

  before(async () => {
    app = await startTestApp({ clock, env: keyedEnvironment, reach: watch.reach });
    receiver = await startReceiver();
    sevenLoc = await startSevenLoc({ now: () => clock.now() });
  });
  after(async () => {
    await app.stop();
    await receiver.close();
    await sevenLoc.stop();
  });

  const newWorld = async (): Promise<World> => {
    worlds += 1;
    const { owner, ownerLogin } = await app.tenant({ country: "UA" });
    return { app, owner, ownerLogin, receiver, sevenLoc, unique: `w${worlds}x` };
  };

  /** Sends a keyed call to a process. */
  const send = async (url: string, world: World, call: KeyedCall): Promise<Answered> => {
    const isFile = call.body instanceof Blob;
    const raw = call.body === undefined || isFile ? "" : JSON.stringify(call.body);
    const bearer = call.bearer === undefined ? world.owner.key : call.bearer;
    const response = await fetch(`${url}/v1${call.path}`, {
      method: "POST",
      headers: {
        "idempotency-key": `key ${world.unique}`,
        ...(raw !== "" && { "content-type": "application/json" }),
        ...(isFile && { "content-type": (call.body as Blob).type }),
        ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
        ...call.headers?.(raw),
      },
      ...(raw !== "" && { body: raw }),
      ...(isFile && { body: call.body as Blob }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as unknown };
  };

  /** All that stands in a world, once what is on its way has arrived. */
  const everything = async ({ owner }: World, call: KeyedCall): Promise<unknown[]> => {
    await app.platform.journal.relay.sweep({ atStart: true });
    await applyPending(app.platform, (id) => findBusiness(app.platform, id));
    const shown = await Promise.all(lists.map(async (path) => (await owner.get(path)).body));
    return [...shown, await call.look?.()];
  };

  /** Kills a call at its n-th point and sends it again. */
  const killedAt = async (nth: number, row: (world: World) => Promise<KeyedCall>) => {
    const world = await newWorld();
    const call = await row(world);
    clock.advance({ seconds: 1 });
    const victim = await startVictim({ clock, env: keyedEnvironment, databaseUri: app.databaseUri }, nth);
    // What still comes from a dead process is the noise of its store being gone.
    const lost = send(victim.app.url, world, call).then(
      ({ text }) => assert.ok(victim.isDead(), `it was not killed: ${text}`),
      () => assert.ok(victim.isDead()),
    );
    await Promise.race([victim.dead, lost]);
    clock.advance({ seconds: 61 });
    const repeat = await send(app.url, world, call);
    const stands = await everything(world, call);
    const third = await send(app.url, world, call);
    const unchanged = await everything(world, call);
    await victim.bury();
    await lost;
    return { world, call, repeat, stands, third, unchanged };
  };

  for (const action of actions.filter(
    ({ method, name }) => method === "POST" && !withoutRow.includes(name),
  )) {
    const rows = Object.entries(keyedRows[action.name] ?? {});
    it(`${action.path} has a row`, () => assert.ok(rows.length > 0));
    for (const [name, row] of rows)
      it(`${action.path} (${name}) gives the first answer and has one effect, wherever it was killed`, async () => {
        const twin = await newWorld();
        const asked = await row(twin);
        await app.platform.journal.relay.settle();
        clock.advance({ seconds: 1 });
        watch.begin();
        const answer = await send(app.url, twin, asked);
        const points = watch.end();
        assert.ok(answer.status < 300, answer.text);
        const effect = shapeOf(await everything(twin, asked), twin.unique);
        const hasKey = action.access !== "public";
        assert.ok(!hasKey || points.at(-1) === "after-answer", points.join(" "));
        for (const [at, point] of points.entries()) {
          const where = `at ${point}, ${at + 1} of ${points.length}`;
          const { world, call, repeat, stands, third, unchanged } = await killedAt(at + 1, row);
          assert.equal(repeat.status, answer.status, `${where}: ${repeat.text}`);
          assert.deepEqual(shapeOf(repeat.body, world.unique), shapeOf(answer.body, twin.unique), where);
          assert.deepEqual(shapeOf(stands, world.unique), effect, where);
          await call.verify?.(repeat.body);
          const { id } = repeat.body as { id?: string };
          if (id !== undefined)
            assert.ok(JSON.stringify([stands, call.path]).includes(id), `${where}: ${id} stands`);
          assert.deepEqual([third.status, third.text], [repeat.status, repeat.text], where);
          if (hasKey) assert.equal(third.headers.get("idempotent-replayed"), "true", where);
          assert.deepEqual(unchanged, stands, where);
        }
      });
  }
});
