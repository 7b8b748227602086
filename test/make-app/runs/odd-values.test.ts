import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import fc from "fast-check";
import type { Client } from "../../support/app.ts";
import { oddValues } from "../../support/odd-values.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { codeOf, component, modulesOf, type Code } from "../runner/files.ts";
import { RunError } from "../runner/request.ts";
import { runModule, type Given } from "../runner/run.ts";
import { attach } from "../runner/webhook.ts";
import { made, openStage, program, type Stage } from "../stage.ts";

/** In the suite few and always the same; `ODD_VALUES=2000 ODD_SEED=<any number>` goes further. */
const runs = Number(process.env["ODD_VALUES"] ?? 100);
const seed = Number(process.env["ODD_SEED"] ?? 20_260_511);

/** One field of one module, under the answers that show it. */
interface Cell {
  readonly module: string;
  readonly field: string;
  readonly answers: Given;
}

const fieldsOf = (module: string, definitions: Code[], answers: Given = {}): Cell[] =>
  definitions.flatMap(({ name, options }) => [
    { module, field: name, answers },
    ...(Array.isArray(options) ? options : []).flatMap(({ value, nested = [] }: Code) =>
      fieldsOf(module, nested, { ...answers, [name]: value }),
    ),
  ]);

const formOf = (module: string): Code[] => codeOf("module", module)["mappableParams"];
const filtersOf = (trigger: string): Code[] =>
  codeOf("webhook", component("module", trigger).webhook ?? "")["params"];

const cells: readonly Cell[] = [
  ...modulesOf("action", "search").flatMap((module) => fieldsOf(module, formOf(module))),
  ...modulesOf("instant_trigger").flatMap((trigger) => fieldsOf(trigger, filtersOf(trigger))),
];
/** Steps through all cells in an order that few runs spread over. */
const stride = 37;

const kindOf = (module: string) => component("module", module).moduleType;

interface Person {
  readonly email: string;
  readonly phone: string;
  readonly card: Code;
  readonly voucher: Code;
}

/** Fills a form rightly: what is required, by answers that are given or the first ones. */
const filledRightly = (definitions: Code[], answers: Given, right: Given): Given =>
  Object.assign(
    {},
    ...definitions.map(({ name, required, options }): Given => {
      if (!required && !(name in answers)) return {};
      if (!Array.isArray(options)) return { [name]: answers[name] ?? right[name] };
      const value = answers[name] ?? right[name] ?? options[0].value;
      const chosen = options.find((option: Code) => option.value === value);
      return { [name]: value, ...filledRightly(chosen?.nested ?? [], answers, right) };
    }),
  ) as Given;

describe("Make app › odd values in every field", () => {
  let stage: Stage;
  let make: Receiver;
  let shop: Given;
  /** Who every run is about, and who stands beside and is never named. */
  let named: Person;
  let bystander: Person;
  let foreign: readonly string[];

  const person = async (client: Client, places: Given): Promise<Person> => {
    const email = `${randomUUID()}@example.com`;
    const phone = `+38067${randomInt(1_000_000, 9_999_999)}`;
    const card = await made(client, "/cards", { template_id: places["template_id"], email, phone });
    const { voucher_template_id } = places;
    return {
      email,
      phone,
      card,
      voucher: await made(client, "/vouchers", { voucher_template_id, card_id: card.id }),
    };
  };
  const placesOf = async (client: Client): Promise<Given> => {
    const { templateId, voucherTemplateId } = await program(client);
    const location = await made(client, "/locations", { name: "Main Street" });
    return { template_id: templateId, voucher_template_id: voucherTemplateId, location_id: location.id };
  };

  before(async () => {
    stage = await openStage({ env: { RATE_LIMIT_PER_MINUTE: "1000000" } });
    make = await startReceiver();
    shop = await placesOf(stage.owner);
    named = await person(stage.owner, shop);
    bystander = await person(stage.owner, shop);
    const { owner } = await stage.app.tenant();
    const elsewhere = await placesOf(owner);
    const { card, voucher, email } = await person(owner, elsewhere);
    foreign = [card.id, card.customer_id, voucher.id, card.number, voucher.redeem_code, email].concat(
      Object.values(elsewhere),
    );
  });
  after(async () => {
    await make.close();
    await stage.stop();
  });

  /** What fills each field rightly. */
  const right = async (module: string): Promise<Given> => {
    const { email, phone, card, voucher } = named;
    const { voucher_template_id } = shop;
    const isUsedUp = module === "redeemVoucher" || module === "cancelVoucher";
    const fresh = isUsedUp
      ? await made(stage.owner, "/vouchers", { voucher_template_id, card_id: card.id })
      : voucher;
    return {
      ...shop,
      ...{ email, phone, card_id: card.id, card_number: card.number, customer_id: card.customer_id },
      ...{ voucher_id: fresh.id, code: fresh.redeem_code, broadcast_id: "cmp_1", external_id: "crm-1" },
      ...{ title: "A tea", name: "Main Street", message: "Hello", channel: "viber" },
      ...{ customer_ids: [card.customer_id], inactive_days: 30 },
    };
  };

  /** Another email may rightly have been saved for whom every run is about. */
  const nameAgain = async (): Promise<void> => {
    const { email, phone, card } = named;
    const { status, text } = await stage.owner.patch(`/customers/${card.customer_id}`, { email, phone });
    assert.equal(status, 200, text);
  };

  const stateOf = async ({ card, voucher }: Person): Promise<unknown> =>
    Promise.all(
      [
        `/cards/${card.id}`,
        `/cards/${card.id}/history`,
        `/vouchers/${voucher.id}`,
        `/customers/${card.customer_id}`,
      ].map(async (path) => (await stage.owner.get(path)).body as unknown),
    );

  /** Nobody but who was named may be in what came back; a list of all holds everybody. */
  const assertOnlyNamed = ({ answers, field }: Cell, bundles: Code[]): void => {
    const text = JSON.stringify(bundles);
    const { email, card, voucher } = bystander;
    const listsAll = [answers["find_by"], answers["events_of"]].includes("all") || /_by$|_of$/.test(field);
    if (!listsAll)
      for (const id of [email, card.id, voucher.id, card.customer_id]) assert.ok(!text.includes(id), text);
    for (const id of foreign.slice(0, 3))
      for (const member of ["id", "card_id", "customer_id"])
        assert.ok(!text.includes(`"${member}":"${id}"`), text);
  };

  /** Whether the field is the one that says whom it is about: an odd one may name somebody of an earlier run. */
  const identifies = ({ answers, field }: Cell): boolean => Object.values(answers).includes(field);

  /** What a step says it did must have been done, for whom the form names. */
  const assertDone = async (cell: Cell, bundle: Code): Promise<void> => {
    const { module } = cell;
    if (module === "addStamp" && !identifies(cell)) assert.equal(bundle.card.id, named.card.id);
    if (module === "redeemVoucher") assert.equal(bundle.status, "redeemed");
    if (module === "cancelVoucher") assert.equal(bundle.status, "cancelled");
    if (module !== "issueVoucher") return;
    const { customer_id: holder } = (await stage.owner.get(`/vouchers/${bundle.id}`)).body;
    const forWhom = cell.answers["for_whom"] ?? "card_id";
    if (identifies(cell) && cell.field === forWhom) assert.notEqual(holder, null);
    else assert.equal(holder, named.card.customer_id);
  };

  const runOnce = async (cell: Cell, value: unknown): Promise<void> => {
    const { module, field, answers } = cell;
    const given = { ...filledRightly(formOf(module), answers, await right(module)), [field]: value };
    const bundles = await runModule(stage.world, stage.connection, module, given);
    if (module === "saveCustomer") await nameAgain();
    assertOnlyNamed(cell, bundles);
    if (kindOf(module) === "action") await assertDone(cell, bundles[0]);
  };

  const subscribeOnce = async ({ module, field }: Cell, value: unknown): Promise<void> => {
    const options = { url: make.url, parameters: { [field]: value } };
    const webhook = await attach(stage.world, stage.connection, module, options);
    const { filters } = (await stage.owner.get(`/hooks/${String(webhook.saved["hook_id"])}`)).body;
    await webhook.detach();
    // Only a field that is empty narrows nothing.
    const isEmpty = value === undefined || value === null || value === "";
    assert.equal(filters[field] === undefined, isEmpty, JSON.stringify(filters));
  };

  const tryOne = async (cell: Cell, value: unknown): Promise<"done" | "refused"> => {
    try {
      await (kindOf(cell.module) === "instant_trigger" ? subscribeOnce : runOnce)(cell, value);
      return "done";
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      const { type, message } = error;
      // What Make's own form says is Make's.
      if (type !== "BundleValidationError") {
        assert.match(message, /^\[4\d\d\] [A-Z].*\.$/s);
        assert.ok(message.length <= 160, message);
        // The value itself may be repeated.
        const said = message.replaceAll(String(value), "");
        assert.doesNotMatch(said, /TypeError|is not a function|Cannot read|\[object|_/, message);
      }
      return "refused";
    }
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
      try {
        outcomes[await tryOne(cell, value)] += 1;
      } catch (error) {
        const { message } = error as Error;
        const where = `${cell.module}.${cell.field} ${JSON.stringify(cell.answers)}`;
        faults.push(
          `seed ${seed}, run ${at}: ${where} = ${fc.stringify(value).slice(0, 120)}\n    ${message.slice(0, 300)}`,
        );
      }
    }
    assert.deepEqual(faults.slice(0, 40), [], `${faults.length} faults`);
    assert.deepEqual(await stateOf(bystander), before);
    assert.ok(outcomes.done > runs / 10 && outcomes.refused > runs / 10, JSON.stringify(outcomes));
  });
});
