import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { oddValues, prepareOddValues } from "../support/odd-values.ts";
import { made, newEmail, openStage, type Answer, type Stage } from "./stage.ts";
import { catalog, operationOf, refusal, run, type Input } from "./support.ts";

/** In the suite few and always the same; `ODD_VALUES=2000 ODD_SEED=<any number>` goes further. */
const runs = Number(process.env["ODD_VALUES"] ?? 100);
const seed = Number(process.env["ODD_SEED"] ?? 20_260_511);

/** The platform ends a process that uses more memory than one of its runs may; here a whole server lives in it too. */
const liftMemoryLimit = (): void => {
  const require = createRequire(import.meta.url);
  const path = join(dirname(require.resolve("zapier-platform-core")), "src", "constants.js");
  (require(path) as { KILL_MAX_LIMIT: number }).KILL_MAX_LIMIT = Number.POSITIVE_INFINITY;
};

/** One field of one step or search. */
interface Cell {
  readonly kind: "creates" | "searches";
  readonly step: string;
  readonly field: string;
}

interface Outcome {
  readonly record: Answer;
  readonly saying: string;
}

const cells: readonly Cell[] = (["creates", "searches"] as const).flatMap((kind) =>
  catalog[kind].flatMap((step) => step.inputFields.map(({ key }) => ({ kind, step: step.key, field: key }))),
);

/** Steps through all cells in an order that few runs spread over. */
const stride = 37;

/** Errors with words of the app; anything else is an accident. */
const known = ["AppError", "HaltedError", "ThrottledError"];

describe("zapier app given odd values in every field on the running server", () => {
  let stage: Stage;
  /** Who every run is about, and who stands beside and is never named. */
  let named: Answer;
  let bystander: Answer;
  let foreign: readonly string[];

  const person = async ({ owner, templateId, voucherTemplateId }: Stage): Promise<Answer> => {
    const email = newEmail();
    const card = await made(owner, "/cards", { template_id: templateId, email });
    const voucher = await made(owner, "/vouchers", {
      voucher_template_id: voucherTemplateId,
      card_id: card.id,
    });
    return { email, card, voucher };
  };

  const stateOf = async ({ card, voucher }: Answer): Promise<unknown> =>
    Promise.all(
      [
        `/cards/${card.id}`,
        `/cards/${card.id}/history`,
        `/vouchers/${voucher.id}`,
        `/customers/${card.customer_id}`,
      ].map(async (path) => (await stage.owner.get(path)).body as unknown),
    );

  before(async () => {
    prepareOddValues();
    liftMemoryLimit();
    stage = await openStage({ env: { RATE_LIMIT_PER_MINUTE: "1000000" } });
    named = await person(stage);
    bystander = await person(stage);
    const other = await stage.app.tenant();
    const elsewhere = { ...stage, owner: other.owner };
    const { id: templateId } = await made(other.owner, "/templates", { name: "Tea card", goals: [] });
    const { id: voucherTemplateId } = await made(other.owner, "/voucher-templates", {
      title: "Tea",
      code: { mode: "unique" },
    });
    const stranger = await person({ ...elsewhere, templateId, voucherTemplateId });
    const { card, voucher } = stranger;
    const location = await made(other.owner, "/locations", { name: "Elsewhere" });
    foreign = [
      ...[card.id, card.customer_id, voucher.id, card.number, voucher.redeem_code],
      ...[templateId, voucherTemplateId, location.id, stranger.email],
    ];
  });
  after(() => stage.stop());

  const freshVoucher = (): Promise<Answer> =>
    made(stage.owner, "/vouchers", { voucher_template_id: stage.voucherTemplateId, card_id: named.card.id });

  /** A form that is right before one of its fields becomes odd. */
  const rightly = async (step: string): Promise<Input> => {
    const { email, card } = named;
    switch (step) {
      case "issue_card":
        return { template_id: stage.templateId, email };
      case "issue_voucher":
        return { voucher_template_id: stage.voucherTemplateId, email };
      case "redeem_voucher":
      case "cancel_voucher":
        return { voucher_id: (await freshVoucher()).id };
      case "send_broadcast":
        return {
          channel: "viber",
          message: "Hello",
          audience: "customers",
          customer_ids: [card.customer_id],
        };
      case "list_card_history":
        return { card_id: card.id };
      case "get_broadcast":
      case "find_location":
        return {};
      default:
        return { email };
    }
  };

  /** Nobody but who was named may be in what came back. */
  const assertOnlyNamed = (record: unknown, saying: string): void => {
    const text = JSON.stringify(record);
    for (const id of [bystander.email, bystander.card.id, bystander.voucher.id, bystander.card.customer_id])
      assert.ok(!text.includes(String(id)), `${saying} gave somebody else: ${text.slice(0, 300)}`);
    // A receipt or a number of one's own may be called as one likes: only what something is counts.
    for (const id of foreign.slice(0, 3))
      for (const member of ["id", "card_id", "customer_id"])
        assert.ok(!text.includes(`"${member}":"${id}"`), `${saying} gave another business's`);
  };

  /** What a step says it did must have been done, for whom the form names; an odd email may name somebody of an earlier run. */
  const assertDone = async (
    { step, field }: Cell,
    value: unknown,
    { record, saying }: Outcome,
  ): Promise<void> => {
    assert.ok(typeof record === "object" && record !== null, saying);
    if (step === "add_stamp" && field !== "email") assert.equal(record.card.id, named.card.id, saying);
    if (step === "redeem_voucher") assert.equal(record.voucher?.status ?? record.status, "redeemed", saying);
    if (step === "cancel_voucher") assert.equal(record.status, "cancelled", saying);
    if (step !== "issue_voucher") return;
    const kept = (await stage.owner.get(`/vouchers/${record.id}`)).body;
    if (field !== "email") assert.equal(kept.customer_id, named.card.customer_id, saying);
    // Only a field that nobody touched means whoever bears it.
    else assert.equal(kept.customer_id === null, value === undefined, saying);
  };

  const tryOne = async (
    { kind, step, field }: Cell,
    value: unknown,
    saying: string,
  ): Promise<"done" | "refused"> => {
    const input = { ...(await rightly(step)), [field]: value };
    const running = run(operationOf(kind, step).perform, { auth: stage.auth, input });
    const outcome = await running.then(
      (record) => ({ record }),
      async () => ({ failed: await refusal(running) }),
    );
    if ("failed" in outcome) {
      const { name, message } = outcome.failed;
      assert.ok(known.includes(name), `${saying} ended with ${name}: ${message}`);
      assert.ok(message.length <= 160, `${saying}: ${message}`);
      assert.doesNotMatch(message, /TypeError|is not a function|Cannot read|\[object|ByteString/, saying);
      return "refused";
    }
    // Lines are gathered under what was searched by: that is the form's own value.
    const found = step === "list_active_vouchers" ? outcome.record : [outcome.record];
    for (const record of found as Answer[])
      assertOnlyNamed(step === "list_active_vouchers" ? record.vouchers : record, saying);
    if (kind === "creates")
      await assertDone({ kind, step, field }, value, { record: outcome.record, saying });
    else assert.ok(Array.isArray(outcome.record), saying);
    return "done";
  };

  it(`${runs} times: no raw exception, nothing for somebody else, no success that did nothing`, async function () {
    this.timeout(600_000);
    const before = await stateOf(bystander);
    const values = fc.sample(oddValues(foreign), { numRuns: runs, seed });
    const outcomes = { done: 0, refused: 0 };
    const faults: string[] = [];
    for (const [at, value] of values.entries()) {
      const cell = cells[(at * stride) % cells.length];
      if (cell === undefined) continue;
      const saying = `seed ${seed}, run ${at}: ${cell.step}.${cell.field} = ${fc.stringify(value).slice(0, 120)}`;
      try {
        outcomes[await tryOne(cell, value, saying)] += 1;
      } catch (error) {
        faults.push(error instanceof Error ? `${saying}\n    ${error.message.slice(0, 300)}` : saying);
      }
    }
    assert.deepEqual(faults.slice(0, 40), [], `${faults.length} faults`);
    assert.deepEqual(await stateOf(bystander), before);
    assert.ok(outcomes.done > runs / 10 && outcomes.refused > runs / 10, JSON.stringify(outcomes));
  });
});
