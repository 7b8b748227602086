import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { startSevenLoc, type SevenLoc } from "../support/seven-loc.ts";
import { made, newEmail, openStage, type Answer, type Stage } from "./stage.ts";
import { catalog, keysOf, refusal, type Input } from "./support.ts";

/** A step on the server: what is filled in, and how often it has had its effect. */
interface Row {
  readonly input: () => Promise<Input>;
  readonly effects: (input: Input, result: Answer) => Promise<number>;
}

describe("zapier steps on the running server", () => {
  let stage: Stage;
  let sevenLoc: SevenLoc;

  before(async () => {
    stage = await openStage();
    sevenLoc = await startSevenLoc();
    await made(stage.owner, "/messengers", { base_url: sevenLoc.url, token: sevenLoc.token });
  });
  after(async () => {
    await stage.stop();
    await sevenLoc.stop();
  });

  const count = async (path: string): Promise<number> => (await stage.owner.get(path)).body.data.length;
  const eventsOf = (type: string, id: string) => count(`/events?type=${type}&card_id=${id}&limit=100`);
  const newCard = () => made(stage.owner, "/cards", { template_id: stage.templateId, email: newEmail() });

  const rows: Readonly<Record<string, Row>> = {
    issue_card: {
      input: async () => ({ template_id: stage.templateId, email: newEmail(), name: "Ann", language: "" }),
      effects: (_input, result) => eventsOf("card_issued", result.id),
    },
    add_stamp: {
      input: async () => ({ card_id: (await newCard()).id, count: "1", note: "from a Zap" }),
      effects: (_input, result) => eventsOf("stamp_added", result.card.id),
    },
    issue_voucher: {
      input: async () => ({ voucher_template_id: stage.voucherTemplateId, card_id: (await newCard()).id }),
      effects: (input) => count(`/vouchers?card_id=${String(input["card_id"])}`),
    },
    redeem_voucher: {
      input: async () => ({
        code: (
          await made(stage.owner, "/vouchers", {
            voucher_template_id: stage.voucherTemplateId,
            card_id: (await newCard()).id,
          })
        ).redeem_code,
      }),
      effects: (_input, result) => eventsOf("voucher_redeemed", result.card_id),
    },
    cancel_voucher: {
      input: async () => ({
        voucher_id: (
          await made(stage.owner, "/vouchers", { title: "A coffee", card_id: (await newCard()).id })
        ).id,
      }),
      effects: (_input, result) => count(`/vouchers?voucher_id=${result.id}&status=cancelled`),
    },
    save_customer: {
      input: async () => ({ email: newEmail(), birthday: "--05-14", viber_consent: "no", phone: "" }),
      effects: (input) => count(`/customers?email=${String(input["email"])}`),
    },
    send_broadcast: {
      input: async () => {
        const phone = `+38067${String(Math.random()).slice(2, 9)}`;
        const { id } = await made(stage.owner, "/customers", { phone, consents: { viber: true } });
        return { channel: "viber", message: `Hello ${phone}`, audience: "customers", customer_ids: [id] };
      },
      effects: async (input) => {
        const message = String(input["message"]);
        await sevenLoc.took(1);
        return sevenLoc.accepted.filter(({ text }) => text.includes(message)).length;
      },
    },
  };

  it("are all in the table", () => {
    assert.deepEqual(Object.keys(rows).sort(), catalog.creates.map(({ key }) => key).sort());
  });

  for (const { key, sample } of catalog.creates) {
    it(`${key} answers with every key of its sample, and has one effect for one Reference`, async () => {
      const row = rows[key];
      assert.ok(row);
      const input = { ...(await row.input()), reference: randomUUID() };
      const result = await stage.create(key, input);
      const keys = keysOf(result);
      assert.deepEqual(
        keysOf(sample).filter((sampleKey) => !keys.includes(sampleKey)),
        [],
      );
      assert.deepEqual(await stage.create(key, input), result);
      assert.equal(await row.effects(input, result), 1);
    });
  }

  it("run again for the same Reference with other values", async () => {
    const input = { card_id: (await newCard()).id, reference: "order 1042", count: 1 };
    await stage.create("add_stamp", input);
    const result = await stage.create("add_stamp", { ...input, count: 2 });
    assert.equal((result["card"] as { stamps: number }).stamps, 3);
  });

  it("add a stamp for each run without a Reference", async () => {
    const { id } = await newCard();
    await stage.create("add_stamp", { card_id: id });
    const { card, goals, vouchers } = await stage.create("add_stamp", { card_id: id, reference: "" });
    assert.equal(card.total_stamps, 2);
    assert.equal(goals[0].target, 2);
    assert.equal(vouchers[0].title, "A free coffee");
  });

  it("issue a voucher made in the Zap, and redeem one by its ID", async () => {
    const voucher = await stage.create("issue_voucher", {
      title: "Cake",
      validity_days: "7",
      formats: ["qr"],
    });
    assert.deepEqual(voucher.redeem_code_formats, ["qr"]);
    const { status } = await stage.create("redeem_voucher", { voucher_id: voucher.id, code: "" });
    assert.equal(status, "redeemed");
  });

  it("halt, and leave the Zap on, when a broadcast would reach nobody", async () => {
    const { id } = await made(stage.owner, "/customers", { email: newEmail() });
    const failed = await refusal(
      stage.create("send_broadcast", {
        channel: "viber",
        message: "Hello",
        audience: "customers",
        customer_ids: [id],
      }),
    );
    assert.equal(failed.name, "HaltedError");
    assert.match(failed.message, /^The audience reaches nobody\. Choose another audience/);
  });
});
