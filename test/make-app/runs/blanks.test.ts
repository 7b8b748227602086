import assert from "node:assert/strict";
import { steps, type Question, type Way } from "../../../server/src/catalog/index.ts";
import { base, codeOf } from "../runner/files.ts";
import { errorOf, overBase, perform } from "../runner/request.ts";
import { runModule, type Given } from "../runner/run.ts";
import { made, openStage, program, type Stage } from "../stage.ts";

const blanks = ["", null, undefined];

interface Row {
  readonly step: string;
  readonly module: string;
  readonly question: Question;
  readonly way: Way;
  /** Answers to the questions that stand above this one. */
  readonly above: Given;
}

/** Every answer, of every step, after which a person, a card or a voucher must be named. */
const rows: readonly Row[] = steps.flatMap(({ key: step, make }) => {
  const asks = make.asks ?? [];
  const above = (question: Question): Given =>
    Object.fromEntries(
      asks.flatMap((outer) =>
        outer.ways
          .filter(({ also }) => also?.includes(question.key))
          .map((way) => [outer.key, way.field] as const),
      ),
    );
  return asks.flatMap((question) =>
    question.ways.map((way) => ({ step, module: make.module, question, way, above: above(question) })),
  );
});

describe("Make app › blank fields", () => {
  let stage: Stage;
  let others: Given;

  before(async () => {
    stage = await openStage();
    const { templateId, voucherTemplateId } = await program(stage.owner);
    const card = await made(stage.owner, "/cards", { template_id: templateId, email: "ann@example.com" });
    await made(stage.owner, "/stamps", { card_id: card.id, count: 2 });
    await made(stage.owner, "/vouchers", { title: "A tea", redeem_code: "TEA" });
    await made(stage.owner, "/locations", { name: "Main street" });
    others = {
      template_id: templateId,
      voucher_template_id: voucherTemplateId,
      title: "A cake",
      code: "TEA",
    };
  });
  after(() => stage.stop());

  /** The first ways of the questions beside this one that need no value of a person. */
  const beside = ({ module, question, above }: Row): Given => {
    const asks = steps.find(({ make }) => make.module === module)?.make.asks ?? [];
    return Object.fromEntries(
      asks
        .filter(({ key }) => key !== question.key && !(key in above))
        .map(({ key, ways, otherwise }) => [key, otherwise?.value ?? ways[0]?.field]),
    );
  };

  /** What stands on the form of this row, with the named field blank. */
  const given = (row: Row, blank: unknown): Given => {
    const names = JSON.stringify(codeOf("module", row.module)["mappableParams"]);
    const known = Object.entries(others).filter(
      ([key]) => names.includes(`"name": "${key}"`) || names.includes(`"name":"${key}"`),
    );
    return {
      ...Object.fromEntries(known),
      ...beside(row),
      ...row.above,
      [row.question.key]: row.way.field,
      [row.way.field]: blank,
    };
  };

  const entries = async (): Promise<number> => (await stage.owner.get("/events?limit=100")).body.data.length;

  it("are refused by Make's form before anything is sent, after every answer of every step", async () => {
    const sent = stage.world.calls.length;
    for (const row of rows)
      for (const blank of blanks) {
        const run = runModule(stage.world, stage.connection, row.module, given(row, blank));
        const { type, message } = await errorOf(run);
        assert.deepEqual(
          [type, message],
          ["BundleValidationError", `${row.way.field} is required`],
          row.step,
        );
      }
    assert.equal(stage.world.calls.length, sent);
    assert.ok(rows.length > 30);
  });

  it("find nobody and do nothing even where a form that is passed over lets them through", async () => {
    const before = await entries();
    for (const row of rows) {
      const request = overBase(base, codeOf("module", row.module)["communication"]);
      const scope = { connection: stage.connection.values, parameters: given(row, "") };
      const outcome = await perform(stage.world, request, scope).catch((error: Error) => error);
      if (outcome instanceof Error) continue;
      const { body } = outcome.answer as { body: { data?: unknown[] } };
      assert.deepEqual(body.data, [], `${row.step} by ${row.way.field}`);
    }
    assert.equal(await entries(), before);
  });

  it("leave no question of a step unanswered", async () => {
    for (const { make } of steps.filter(({ make }) => make.asks)) {
      const [first] = make.asks ?? [];
      const known = make.module === "issueCard" ? { template_id: "tpl_1" } : {};
      const { message } = await errorOf(runModule(stage.world, stage.connection, make.module, known));
      assert.equal(message, `${first?.key} is required`);
    }
  });

  it("stay apart from nobody in particular: a voucher for whoever bears it is one only by that answer", async () => {
    const voucher = { made_from: "title", title: "A cake", for_whom: "bearer" };
    const [bundle] = await runModule(stage.world, stage.connection, "issueVoucher", voucher);
    assert.deepEqual([bundle.title, bundle.customer_id], ["A cake", null]);
  });
});
