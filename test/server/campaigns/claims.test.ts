import assert from "node:assert/strict";
import { neverFail } from "../../../server/src/core/failpoint.ts";
import { messages, type Message } from "../../../server/src/campaigns/index.ts";
import type { Send } from "../../../server/src/campaigns/channels/port.ts";
import { claim, close, claimMs, markHanding, postpone } from "../../../server/src/campaigns/send/claims.ts";
import { handOverDatedAhead } from "../../../server/src/campaigns/send/dated-ahead.ts";
import { handOver } from "../../../server/src/campaigns/send/hand-over.ts";
import { recordSent } from "../../../server/src/campaigns/send/record.ts";
import { readScenes } from "../../../server/src/campaigns/send/scenes.ts";
import { ok, startStage, type Stage } from "./stage.ts";

describe("campaigns › claims", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await startStage();
    await stage.connect();
  });
  afterEach(() => stage.stop());

  const broadcast = { channel: "whatsapp", message: "Hello", audience: { all: true } };
  const standing = async (id: string): Promise<Message | null> =>
    stage.app.platform.store.collection(messages).findOne({ _id: id });

  /** A message that was written down and that 7loc.com does not take yet. */
  const waiting = async (): Promise<Message> => {
    await stage.customer();
    const { id } = await ok(stage.owner.post("/broadcasts", broadcast), 202);
    stage.sevenLoc.always({ status: 429, headers: { "retry-after": "10" } });
    await stage.drain();
    stage.sevenLoc.always(null);
    stage.clock.advance({ seconds: 11 });
    const found = await stage.app.platform.store.collection(messages).findOne({ campaign_id: id });
    assert.ok(found);
    return found;
  };

  const notYet = (dueAt: Date) => ({ dueAt, attempts: 1, interrupted: false, reason: "temporary" });

  it("are one worker's, also when two have read the message at once", async () => {
    const { platform } = stage.app;
    const message = await waiting();
    const taken = [await claim(platform, message, "one"), await claim(platform, message, "two")];
    assert.deepEqual(taken, [true, false]);
    const [one, two] = [
      { id: message._id, token: "one" },
      { id: message._id, token: "two" },
    ];
    assert.equal(await markHanding(platform, two), false);
    const again = { dueAt: stage.clock.now(), attempts: 5, interrupted: true, reason: "temporary" };
    await postpone(platform, two, again);
    await close(platform, two, { status: "failed", reason: "invalid" });
    const before = await standing(message._id);
    assert.deepEqual(
      [before?.work, before?.status, before?.attempts],
      ["claimed", "pending", message.attempts],
    );
    assert.equal(await markHanding(platform, one), true);
  });

  it("fall due again when they run out, for whoever reads the message then", async () => {
    const { platform } = stage.app;
    const message = await waiting();
    assert.equal(await claim(platform, message, "one"), true);
    stage.clock.advance({ ms: claimMs });
    const left = await standing(message._id);
    assert.ok(left !== null && left.due_at <= stage.clock.now());
    assert.equal(await claim(platform, left, "two"), true);
    assert.equal(await markHanding(platform, { id: message._id, token: "one" }), false);
  });

  it("of a clock that was ahead last as long as any other, and what it has put off is due now", async () => {
    const { platform } = stage.app;
    const message = await waiting();
    stage.clock.advance({ hours: 48 });
    const limit = (): Date => new Date(stage.clock.now().getTime() + 60_000);
    assert.equal(await claim(platform, message, "one"), true);
    stage.clock.advance({ hours: -48 });
    await handOverDatedAhead(platform, limit());
    assert.deepEqual(
      (await standing(message._id))?.due_at,
      new Date(stage.clock.now().getTime() + claimMs),
      "whoever has it may be handing it over",
    );
    stage.clock.advance({ hours: 48 });
    await postpone(platform, { id: message._id, token: "one" }, notYet(stage.clock.now()));
    stage.clock.advance({ hours: -48 });
    await handOverDatedAhead(platform, limit());
    await stage.drain();
    assert.equal((await standing(message._id))?.status, "sent");
  });

  it("of an accepted message end it, whoever holds it by then", async () => {
    const { platform } = stage.app;
    const message = await waiting();
    await claim(platform, message, "one");
    await close(platform, { id: message._id, token: "late" }, { status: "sent", reason: null });
    const after = await standing(message._id);
    assert.deepEqual([after?.open, after?.status], [false, "sent"]);
  });

  it("that two workers held write one event", async () => {
    const { platform } = stage.app;
    const message = await waiting();
    const [scene] = await readScenes(platform, stage.tenant.business, [message]);
    assert.ok(scene);
    for (let worker = 0; worker < 2; worker += 1)
      await recordSent(platform, scene, message.customer_id, message.channel);
    assert.equal((await stage.events("campaign_sent")).length, 1);
  });

  it("look at the customer again: one who withdrew or is gone since the batch was read gets no message", async () => {
    const { platform } = stage.app;
    for (const change of ["withdrawn", "erased"]) {
      const message = await waiting();
      const [scene] = await readScenes(platform, stage.tenant.business, [message]);
      assert.ok(scene);
      const person = `/customers/${message.customer_id}`;
      if (change === "erased") await stage.owner.delete(person);
      else await stage.owner.patch(person, { consents: { whatsapp: false } });
      let sent = 0;
      const send: Send = async () => {
        sent += 1;
        return { state: "accepted", message_id: null };
      };
      const channel = { repeats: "by_key" as const, perSecond: 40, atOnce: 1, open: async () => send };
      const parts = { platform, channel, send, reach: neverFail, pause: async () => undefined };
      await handOver(parts, message, scene);
      const after = await standing(message._id);
      assert.deepEqual([sent, after?.open, after?.status], [0, false, "skipped"], change);
    }
  });
});
