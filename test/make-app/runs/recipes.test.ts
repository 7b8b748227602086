import assert from "node:assert/strict";
import { parsePhoneNumber } from "libphonenumber-js";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { codeOf, type Code } from "../runner/files.ts";
import { connect } from "../runner/run.ts";
import { attach } from "../runner/webhook.ts";
import { address } from "../runner/world.ts";
import { made, openStage, program, type Stage } from "../stage.ts";

/** What a module of another app is filled from: what the mapping panel shows, and nothing else. */
const pick = (module: string, bundle: Code, paths: readonly string[]): unknown[] =>
  paths.map((path) => {
    let spec: Code[] = codeOf("module", module)["interface"];
    for (const name of path.split(".")) {
      const field = spec.find((one) => one.name === name);
      assert.ok(field, `${module} shows no ${path}`);
      spec = field.spec ?? [];
    }
    return path.split(".").reduce((inner: Code, name) => inner?.[name], bundle);
  });

describe("Make app › recipes, filled from what the triggers show", () => {
  let stage: Stage;
  let make: Receiver;

  beforeEach(async () => {
    stage = await openStage();
    make = await startReceiver();
  });
  afterEach(async () => {
    await make.close();
    await stage.stop();
  });

  const person = {
    email: "ann@example.com",
    phone: "+380671112233",
    name: "Ann Lee",
    birthday: "1990-05-14",
    language: "uk",
    external_id: "crm-7",
    consents: { email: true },
  };

  /** The bundle that a trigger gives for what is then done. */
  const bundleOf = async (
    module: string,
    happen: (templateId: string) => Promise<unknown>,
  ): Promise<Code> => {
    const connection = await connect(stage.world, { baseUrl: address, apiKey: stage.owner.key });
    const webhook = await attach(stage.world, connection, module, { url: make.url });
    await happen((await program(stage.owner)).templateId);
    const [delivery] = await make.arrived(1);
    assert.ok(delivery);
    return webhook.receive(delivery);
  };

  it("Mailchimp: email, consent, first and last name, language, birthday as MM/DD", async () => {
    const bundle = await bundleOf("watchCardsIssued", (templateId) =>
      made(stage.owner, "/cards", { template_id: templateId, ...person, birthday: "--02-29" }),
    );
    const paths = ["email", "consents.email", "first_name", "last_name", "language"];
    assert.deepEqual(
      pick("watchCardsIssued", bundle, [...paths.map((path) => `customer.${path}`), "birthday_month_day"]),
      ["ann@example.com", true, "Ann", "Lee", "uk", "02/29"],
    );
  });

  it("Slack: who, what was won, and where", async () => {
    const bundle = await bundleOf("watchGoalsReached", async (templateId) => {
      const { id } = await made(stage.owner, "/locations", { name: "Main Street" });
      const card = await made(stage.owner, "/cards", { template_id: templateId, ...person });
      await made(stage.owner, "/stamps", { card_id: card.id, count: 2, location_id: id });
    });
    const paths = ["customer.name", "goal.reward_name", "card.template_name", "location_name"];
    assert.deepEqual(pick("watchGoalsReached", bundle, paths), [
      "Ann Lee",
      "A free coffee",
      "Coffee card",
      "Main Street",
    ]);
  });

  it("a CRM: its own number, the phone in E.164, and when it is due, as an instant and in the shop's zone", async () => {
    await stage.owner.patch("/business", { time_zone: "Asia/Tokyo" });
    const bundle = await bundleOf("watchVouchersIssued", async (templateId) => {
      const card = await made(stage.owner, "/cards", { template_id: templateId, ...person });
      const voucher = { title: "A tea", card_id: card.id, expires_at: "2031-05-14T15:30:00Z" };
      await made(stage.owner, "/vouchers", voucher);
    });
    const [number, phone, title, instant, ...due] = pick("watchVouchersIssued", bundle, [
      "customer.external_id",
      "customer.phone",
      "voucher.title",
      "voucher.expires_at",
      "voucher_expiry_date",
      "voucher_expiry_time",
    ]);
    assert.deepEqual([number, title], [person.external_id, "A tea"]);
    assert.equal(parsePhoneNumber(String(phone)).number, phone);
    assert.deepEqual(instant, new Date("2031-05-14T15:30:00Z"));
    assert.deepEqual(due, ["2031-05-15", "00:30"]);
    const [today, hour] = pick("watchVouchersIssued", bundle, ["local_date", "local_time"]);
    const shown = Date.parse(`${String(today)}T${String(hour)}:00+09:00`);
    assert.equal(shown, Math.floor(bundle.timestamp.getTime() / 60_000) * 60_000);
  });
});
