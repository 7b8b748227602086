import assert from "node:assert/strict";
import { ok, startStage, type Stage } from "../campaigns/stage.ts";

describe("messengers", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await startStage();
  });
  afterEach(() => stage.stop());

  const account = () => ({ base_url: stage.sevenLoc.url, token: stage.sevenLoc.token });
  const broadcast = async () => {
    await ok(
      stage.owner.post("/broadcasts", { channel: "whatsapp", message: "Hello", audience: { all: true } }),
      202,
    );
    await stage.drain();
    const message = stage.sevenLoc.accepted.at(-1);
    assert.ok(message);
    return message;
  };
  const statusOf = async (key: string): Promise<string> => {
    const { data } = await ok(stage.owner.get("/campaigns"), 200);
    const messages = await ok(stage.owner.get(`/campaigns/${data[0].id}/messages`), 200);
    return messages.data.find(({ id }: { id: string }) => id === key)?.status;
  };

  it("are connected with an address and a token that is never shown again", async () => {
    const made = await ok(stage.owner.post("/messengers", account()), 201);
    assert.deepEqual(made.channels, ["whatsapp", "telegram", "viber"]);
    assert.equal(made.token_masked, "••••oken");
    assert.ok(!JSON.stringify(made).includes(stage.sevenLoc.token));
    const again = await ok(stage.owner.post("/messengers", { ...account(), channels: ["viber"] }), 200);
    assert.equal(again.id, made.id);
    const { data } = await ok(stage.owner.get("/messengers"), 200);
    assert.deepEqual(data, [again]);
    await ok(stage.owner.delete(`/messengers/${made.id}`), 204);
    await ok(stage.owner.delete(`/messengers/${made.id}`), 404);
  });

  it("keep the token sealed in the store", async () => {
    await stage.connect();
    const raw = await stage.app.platform.store.connection
      .collection("messenger_connections")
      .findOne({ business_id: stage.tenant.business.id });
    assert.ok(raw);
    assert.ok(!JSON.stringify(raw).includes(stage.sevenLoc.token));
  });

  it("are tested, with or without a message", async () => {
    assert.equal((await ok(stage.owner.post("/messengers/test"), 409)).code, "messenger_not_connected");
    await stage.connect();
    assert.deepEqual(await ok(stage.owner.post("/messengers/test"), 200), {
      ok: true,
      message_id: null,
      error: null,
    });
    const body = { channel: "viber", phone: "067 111 22 33" };
    const sent = await ok(stage.owner.post("/messengers/test", body), 200);
    assert.equal(sent.ok, true);
    assert.equal(stage.sevenLoc.accepted[0]?.to, "+380671112233");
    assert.equal(sent.message_id, stage.sevenLoc.accepted[0]?.id);
    await ok(stage.owner.post("/messengers/test", { channel: "viber" }), 422);
    await ok(stage.owner.post("/messengers", { ...account(), token: "wrong-token" }), 200);
    const failed = await ok(stage.owner.post("/messengers/test"), 200);
    assert.equal(failed.ok, false);
    assert.match(failed.error, /401/);
  });

  it("refuse an address inside our own network, in one text", async () => {
    for (const url of [
      "http://169.254.169.254/latest",
      "https://localhost/",
      "http://10.0.0.1",
      "ftp://x.example",
    ]) {
      const refused = await ok(stage.owner.post("/messengers", { ...account(), base_url: url }), 422);
      assert.equal(refused.code, "target_not_allowed");
    }
    const query = { ...account(), base_url: `${stage.sevenLoc.url}/?a=1` };
    assert.equal((await ok(stage.owner.post("/messengers", query), 422)).errors[0].pointer, "/base_url");
  });

  it("need a manager, and one business does not see another's", async () => {
    const made = await stage.connect();
    const scanner = await stage.tenant.member("scanner");
    await ok(scanner.get("/messengers"), 403);
    await ok(scanner.post("/messengers", account()), 403);
    const other = await stage.app.tenant();
    assert.deepEqual((await ok(other.owner.get("/messengers"), 200)).data, []);
    await ok(other.owner.delete(`/messengers/${made.id}`), 404);
  });

  describe("callback", () => {
    beforeEach(async () => {
      await stage.connect();
      await stage.customer();
    });

    it("is taken when it is signed with the account's token, and moves the message on", async () => {
      const message = await broadcast();
      assert.equal(await stage.sevenLoc.report(message, "delivered"), 200);
      assert.equal(await statusOf(message.key), "delivered");
    });

    it("shows with the connection when it last came, signed, to the minute", async () => {
      const lastCallback = async () =>
        (await ok(stage.owner.get("/messengers"), 200)).data[0].last_callback_at as string | null;
      const message = await broadcast();
      assert.equal(await stage.sevenLoc.report(message, "delivered", { token: "another token" }), 401);
      assert.equal(await lastCallback(), null);
      await stage.sevenLoc.report(message, "delivered");
      const now = stage.clock.now().getTime();
      assert.equal(new Date((await lastCallback()) ?? 0).getTime(), now - (now % 60_000));
    });

    it("is refused with a wrong signature, an old or a future one, and changes nothing", async () => {
      const message = await broadcast();
      const { report } = stage.sevenLoc;
      const at = (minutes: number) => new Date(stage.clock.now().getTime() + minutes * 60_000);
      assert.equal(await report(message, "read", { token: "another token" }), 401);
      assert.equal(await report(message, "read", { at: at(-6) }), 401);
      assert.equal(await report(message, "read", { at: at(6) }), 401);
      assert.equal(await statusOf(message.key), "sent");
      assert.equal(await report(message, "read", { at: at(-4) }), 200);
      const bare = await fetch(message.callbackUrl, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ events: [] }),
      });
      assert.notEqual(bare.status, 200);
      const elsewhere = message.callbackUrl.replace(/msgr_\w+$/, "msgr_nothing");
      assert.equal(await report({ ...message, callbackUrl: elsewhere }, "read"), 401);
    });

    it("does not reach messages of another business", async () => {
      const message = await broadcast();
      const other = await stage.app.tenant();
      const theirs = await ok(other.owner.post("/messengers", account()), 201);
      const { report } = stage.sevenLoc;
      const elsewhere = { ...message, callbackUrl: theirs.callback_url };
      assert.equal(await report(elsewhere, "read"), 200, "signed by its own account, so it is taken");
      assert.equal(await report(elsewhere, "failed", { error: "gone" }), 200);
      assert.equal(await statusOf(message.key), "sent");
    });

    it("of an opt-out takes the consent for that messenger back", async () => {
      const message = await broadcast();
      await stage.sevenLoc.optOut(message);
      const [person] = (await ok(stage.owner.get(`/customers?phone=${encodeURIComponent(message.to)}`), 200))
        .data;
      assert.deepEqual(person.consents, { email: true, whatsapp: false, telegram: true, viber: true });
    });

    it("replayed does nothing, also when the customer has agreed again since", async () => {
      const message = await broadcast();
      await stage.sevenLoc.optOut(message, { id: "ev_replayed" });
      const find = async () =>
        (await ok(stage.owner.get(`/customers?phone=${encodeURIComponent(message.to)}`), 200)).data[0];
      const { id } = await find();
      await ok(stage.owner.patch(`/customers/${id}`, { consents: { whatsapp: true } }), 200);
      assert.equal(await stage.sevenLoc.optOut(message, { id: "ev_replayed" }), 200);
      assert.equal((await find()).consents.whatsapp, true);
    });
  });
});
