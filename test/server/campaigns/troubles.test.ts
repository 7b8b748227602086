import assert from "node:assert/strict";
import { ok, startStage, type Stage } from "./stage.ts";

describe("broadcast troubles", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await startStage();
    await stage.connect();
  });
  afterEach(() => stage.stop());

  const reasonsOf = async (id: string): Promise<Record<string, string>> => {
    const { data } = await ok(stage.owner.get(`/campaigns/${id}/messages?limit=100`), 200);
    return Object.fromEntries(
      data.map((one: { customer_id: string; status: string; reason: string }) => [
        one.customer_id,
        `${one.status}: ${one.reason}`,
      ]),
    );
  };

  it("tries again later when 7loc.com has trouble of its own, with growing pauses", async () => {
    await stage.customer();
    const id = await stage.broadcast();
    stage.sevenLoc.trouble({ status: 500 }, { status: 503 });
    await stage.drain();
    assert.equal(stage.sevenLoc.arrivals, 1);
    assert.equal((await stage.countsOf(id)).pending, 1);
    stage.clock.advance({ seconds: 4 });
    await stage.drain();
    assert.equal(stage.sevenLoc.arrivals, 1);
    stage.clock.advance({ seconds: 2 });
    await stage.drain();
    assert.equal(stage.sevenLoc.arrivals, 2);
    stage.clock.advance({ seconds: 31 });
    await stage.drain();
    assert.equal((await stage.countsOf(id)).sent, 1);
    assert.equal((await stage.events("campaign_sent")).length, 1);
  });

  it("gives a message up as failed when the trouble stays", async () => {
    await stage.customer();
    const id = await stage.broadcast();
    stage.sevenLoc.always({ status: 500 });
    for (let hour = 0; hour < 8; hour += 1) {
      await stage.drain();
      stage.clock.advance({ hours: 1, seconds: 1 });
    }
    const counts = await stage.countsOf(id);
    assert.equal(counts.failed, 1);
    assert.equal((await stage.events("campaign_sent")).length, 0);
  });

  it("sends once when the connection breaks off after 7loc.com has taken the message", async () => {
    await stage.customer();
    const id = await stage.broadcast();
    stage.sevenLoc.trouble("taken-then-reset");
    await stage.drain();
    assert.equal((await stage.countsOf(id)).pending, 1);
    stage.clock.advance({ seconds: 6 });
    await stage.drain();
    assert.deepEqual(
      stage.sevenLoc.accepted.map(({ requests }) => requests),
      [2],
    );
    assert.equal((await stage.countsOf(id)).sent, 1);
    assert.equal((await stage.events("campaign_sent")).length, 1);
  });

  it("says unknown when no answer ever comes", async () => {
    const one = await stage.customer();
    const id = await stage.broadcast();
    stage.sevenLoc.always("reset");
    for (let hour = 0; hour < 8; hour += 1) {
      await stage.drain();
      stage.clock.advance({ hours: 1, seconds: 1 });
    }
    assert.equal((await reasonsOf(id))[one.id], "unknown: unknown_outcome");
  });

  it("rests for as long as a 429 asks, the whole channel, and sends everything after it", async () => {
    for (let count = 0; count < 5; count += 1) await stage.customer();
    const id = await stage.broadcast();
    stage.sevenLoc.always({ status: 429, headers: { "retry-after": "35" } });
    await stage.drain();
    const asked = stage.sevenLoc.arrivals;
    stage.sevenLoc.always(null);
    stage.clock.advance({ seconds: 34 });
    await stage.drain();
    assert.equal(stage.sevenLoc.arrivals, asked);
    stage.clock.advance({ seconds: 2 });
    await stage.drain();
    assert.equal((await stage.countsOf(id)).sent, 5);
    assert.equal(stage.sevenLoc.accepted.length, 5);
  });

  it("marks a dead number and does not try it in the next campaign", async () => {
    const dead = await stage.customer();
    const alive = await stage.customer();
    stage.sevenLoc.deadNumbers.add(dead.phone);
    const first = await stage.broadcast();
    await stage.drain();
    assert.equal((await reasonsOf(first))[dead.id], "failed: unreachable");
    const arrivals = stage.sevenLoc.arrivals;
    const second = await stage.broadcast();
    await stage.drain();
    assert.equal(stage.sevenLoc.arrivals, arrivals + 1);
    assert.equal((await reasonsOf(second))[dead.id], "skipped: unreachable");
    assert.equal((await reasonsOf(second))[alive.id], "sent: null");
  });

  it("takes the consent of a customer back who opted out at the messenger", async () => {
    const person = await stage.customer();
    stage.sevenLoc.optedOut.add(`whatsapp:${person.phone}`);
    const id = await stage.broadcast();
    await stage.drain();
    assert.equal((await reasonsOf(id))[person.id], "failed: opted_out");
    const { consents } = await ok(stage.owner.get(`/customers/${person.id}`), 200);
    assert.deepEqual(consents, { email: true, whatsapp: false, telegram: true, viber: true });
  });

  it("skips whose consent, or who themselves, are gone when the turn comes", async () => {
    const one = await stage.customer();
    const two = await stage.customer();
    const three = await stage.customer({ email: "three@example.com" });
    const id = await stage.broadcast();
    stage.sevenLoc.always({ status: 429, headers: { "retry-after": "10" } });
    await stage.drain();
    stage.sevenLoc.always(null);
    await ok(stage.owner.patch(`/customers/${one.id}`, { consents: { whatsapp: false } }), 200);
    await ok(stage.owner.patch(`/customers/${two.id}`, { phone: null }), 200);
    await ok(stage.owner.delete(`/customers/${three.id}`), 204);
    stage.clock.advance({ seconds: 11 });
    await stage.drain();
    assert.deepEqual(await reasonsOf(id), {
      [one.id]: "skipped: no_consent",
      [two.id]: "skipped: no_address",
      [three.id]: "skipped: customer_gone",
    });
    assert.equal(stage.sevenLoc.accepted.length, 0);
  });

  it("rests while the token is refused, and goes on when it is connected anew", async () => {
    await stage.customer();
    const wrong = { base_url: stage.sevenLoc.url, token: "not-the-token" };
    await ok(stage.owner.post("/messengers", wrong), 200);
    const id = await stage.broadcast();
    await stage.drain();
    assert.equal((await stage.countsOf(id)).pending, 1);
    const [failing] = (await ok(stage.owner.get("/messengers"), 200)).data;
    assert.equal(failing.status, "failing");
    assert.match(failing.last_error, /401/);
    const right = { ...wrong, token: stage.sevenLoc.token };
    await ok(stage.owner.post("/messengers", right), 200);
    stage.clock.advance({ minutes: 5, seconds: 1 });
    await stage.drain();
    assert.equal((await stage.countsOf(id)).sent, 1);
  });

  it("gives up after a day on a messenger that was disconnected", async () => {
    await stage.customer();
    const id = await stage.broadcast();
    const [connection] = (await ok(stage.owner.get("/messengers"), 200)).data;
    await ok(stage.owner.delete(`/messengers/${connection.id}`), 204);
    await stage.drain();
    assert.equal((await stage.countsOf(id)).pending, 1);
    await stage.connect();
    stage.clock.advance({ hours: 25 });
    await stage.drain();
    assert.equal((await stage.countsOf(id)).failed, 1);
    assert.equal(stage.sevenLoc.accepted.length, 0);
  });
});
