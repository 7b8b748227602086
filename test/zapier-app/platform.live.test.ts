import assert from "node:assert/strict";
import { buildZap, mapped, type Zap } from "./platform.ts";
import { made, newEmail, openStage, type Answer, type Stage } from "./stage.ts";
import { catalog, keysOf, refusal } from "./support.ts";

describe("zapier app among what Zapier's platform does", () => {
  let stage: Stage;
  const zaps: Zap[] = [];

  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());
  afterEach(async () => {
    for (const { address } of zaps.splice(0)) await address.close();
  });

  const built = async (...parts: Parameters<typeof buildZap>): Promise<Zap> => {
    const zap = await buildZap(...parts);
    zaps.push(zap);
    return zap;
  };
  const newCard = (): Promise<Answer> =>
    made(stage.owner, "/cards", { template_id: stage.templateId, email: newEmail() });
  const hookOf = async ({ id }: { id: string }): Promise<Answer> =>
    (await stage.owner.get(`/hooks/${id}`)).body;
  const newKey = async (): Promise<{ id: string; key: string }> => {
    const staff = { name: "Zaps", login: newEmail(), password: "correct horse battery", role: "manager" };
    const { id } = await made(stage.owner, "/staff", staff);
    return made(stage.owner, "/api-keys", { staff_id: id });
  };

  it("the editor's test shows the sample until there is an event, then the event as a run gets it", async () => {
    const zap = await built(stage, "card_issued", {
      input: { template_id: stage.templateId, location_id: null },
    });
    const [shown] = await zap.editorTest();
    const sample = catalog.triggers.find(({ key }) => key === "card_issued")?.sample;
    assert.deepEqual(shown, sample);
    await zap.turnOn();
    await newCard();
    const [record] = await zap.runs(1);
    assert.deepEqual((await zap.editorTest())[0], record);
    assert.deepEqual(keysOf(record), keysOf(sample));
    assert.equal(await zap.remove(), undefined);
  });

  it("a Zap that is deleted while its key lives leaves no hook that sends", async () => {
    const zap = await built(stage, "card_issued");
    const hook = await zap.turnOn();
    assert.equal(await zap.remove(), undefined);
    const witness = await built(stage, "card_issued");
    await witness.turnOn();
    await newCard();
    await witness.runs(1);
    assert.equal(zap.address.requests.length, 0);
    assert.equal((await hookOf(hook)).status, "removed");
    await witness.remove();
  });

  it("a Zap that is deleted after its key was deleted leaves no hook that sends", async () => {
    const { id, key } = await newKey();
    const zap = await built(stage, "card_issued", { key });
    const hook = await zap.turnOn();
    assert.equal((await stage.owner.delete(`/api-keys/${id}`)).status, 204);
    const failed = (await zap.remove()) as Error;
    assert.equal(failed.name, "ExpiredAuthError");
    const { status, disabled_reason: reason } = await hookOf(hook);
    assert.deepEqual([status, reason], ["disabled", "key_deleted"]);
    const witness = await built(stage, "card_issued");
    await witness.turnOn();
    await newCard();
    await witness.runs(1);
    assert.equal(zap.address.requests.length, 0);
    await witness.remove();
  });

  it("a Zap that is deleted after its key was regenerated stops at the first event its address refuses", async () => {
    const { id, key } = await newKey();
    const zap = await built(stage, "card_issued", { key });
    const hook = await zap.turnOn();
    await made(stage.owner, `/api-keys/${id}/regenerate`);
    assert.equal(((await zap.remove()) as Error).name, "ExpiredAuthError");
    assert.equal((await hookOf(hook)).status, "active");
    await newCard();
    await zap.address.arrived(1);
    const witness = await built(stage, "card_issued");
    await witness.turnOn();
    await newCard();
    await witness.runs(1);
    assert.equal(zap.address.requests.length, 1);
    const { status, disabled_reason: reason } = await hookOf(hook);
    assert.deepEqual([status, reason], ["removed", "gone"]);
    await witness.remove();
  });

  it("numbers that come as texts are numbers", async () => {
    const card = await newCard();
    const stamped = (await stage.create("add_stamp", mapped({ card_id: card.id, count: 1 }))) as Answer;
    assert.equal(stamped.card.stamps, 1);
    const voucher = await stage.create("issue_voucher", mapped({ title: "Cake", validity_days: 14 }));
    assert.ok(Date.parse(voucher.expires_at) > Date.now() + 13 * 86_400_000);
    // A number of a spreadsheet where a text is asked for.
    const found = await stage.find("find_card", { card_number: Number(card.number) });
    assert.equal(found[0]?.id, card.id);
    const history = await stage.find("list_card_history", mapped({ card_id: card.id, limit: 500 }));
    assert.ok(history.length > 0);
  });

  for (const [step, values] of Object.entries({
    add_stamp: { card_id: null, email: null, count: 1 },
    issue_voucher: { title: "Cake", email: null },
    redeem_voucher: { code: null, voucher_id: null },
    cancel_voucher: { voucher_id: null },
    save_customer: { email: null, phone: null, external_id: null, name: "Ann" },
    issue_card: { template_id: null, email: "ann@example.com" },
  }))
    it(`mapped but empty fields of ${step} do nothing for nobody`, async () => {
      const countAll = async () =>
        Promise.all(
          ["/events?limit=100", "/customers?limit=100", "/vouchers?limit=100"].map(
            async (path) => (await stage.owner.get(path)).body.data.length as number,
          ),
        );
      const before = await countAll();
      const failed = await refusal(stage.create(step, mapped(values)));
      assert.match(failed.message, /empty in this run/);
      assert.deepEqual(await countAll(), before);
    });

  for (const search of [
    "find_card",
    "find_customer",
    "find_voucher",
    "list_active_vouchers",
    "find_location",
  ])
    it(`mapped but empty fields of ${search} find nobody`, async () => {
      await newCard();
      const form = catalog.searches.find(({ key }) => key === search)?.inputFields ?? [];
      const blank = Object.fromEntries(form.map(({ key }) => [key, null]));
      const failed = await refusal(stage.find(search, mapped(blank)));
      assert.match(failed.message, /empty in this run/);
    });
});
