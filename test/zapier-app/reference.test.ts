import assert from "node:assert/strict";
import nock from "nock";
import { catalog, host, operationOf, run, withFakeServer } from "./support.ts";
import { rows, type Row } from "./step-rows.ts";

describe("zapier Reference", () => {
  withFakeServer();

  /** The Idempotency-Key that a filled form is sent with. */
  const keyOf = async (
    { step, input, path, body }: Row,
    reference: unknown,
    zap?: string,
    withoutMeta = false,
  ) => {
    let sent: string | undefined;
    nock(host)
      .post(path, body)
      .reply(200, function () {
        sent = this.req.headers["idempotency-key"] as string | undefined;
        return catalog.creates.find(({ key }) => key === step)?.sample ?? {};
      });
    const form = { ...input, reference };
    const named = zap === undefined ? {} : { zap };
    await run(operationOf("creates", step).perform, { input: form, withoutMeta, ...named });
    return sent;
  };

  for (const { key, calls } of catalog.creates)
    it(`${key} sends a hash of its Reference as Idempotency-Key, and none without one`, async () => {
      const row = rows.find(({ step }) => step === key);
      assert.ok(row && calls.every(({ send }) => send.some(({ field }) => field === "reference")));
      const sent = await keyOf(row, "order 1042");
      assert.match(sent ?? "", /^[0-9a-f]{64}$/);
      assert.equal(await keyOf({ ...row, input: { ...row.input } }, " order 1042 "), sent);
      assert.equal(await keyOf(row, ""), undefined);
    });

  it("are sent where nobody says which Zap runs", async () => {
    const [row] = rows.filter(({ step }) => step === "issue_card");
    assert.ok(row);
    assert.match((await keyOf(row, "order 1042", undefined, true)) ?? "", /^[0-9a-f]{64}$/);
  });

  it("give another Idempotency-Key to another step, other values, another Zap, and take any script", async () => {
    const [row = rows[0], voucher, coffee] = ["issue_card", "issue_voucher", "issue_voucher"].map(
      (step, at) => rows.filter((one) => one.step === step)[at === 2 ? 1 : 0],
    );
    assert.ok(row && voucher && coffee);
    const keys = [
      await keyOf(row, "замовлення №5 😀\n“x”"),
      await keyOf(voucher, "замовлення №5 😀\n“x”"),
      await keyOf(coffee, "замовлення №5 😀\n“x”"),
      await keyOf(row, "замовлення №6"),
      await keyOf(row, "замовлення №6", "1001"),
      await keyOf(row, "замовлення №6", "1002"),
      await keyOf(row, "x".repeat(5_000)),
      await keyOf(row, 1042),
    ];
    assert.equal(new Set(keys).size, keys.length);
    assert.ok(keys.every((key) => /^[0-9a-f]{64}$/.test(key ?? "")));
    const reordered = Object.fromEntries(Object.entries(row.input).reverse());
    assert.equal(await keyOf({ ...row, input: reordered }, "замовлення №6", "1001"), keys[4]);
  });
});
