import assert from "node:assert/strict";
import { parsePhoneNumber } from "libphonenumber-js";
import { buildZap, type Zap } from "./platform.ts";
import { made, newEmail, openStage, type Answer, type Stage } from "./stage.ts";
import { catalog } from "./support.ts";

/** What a step of another app is filled from: fields the trigger shows, by their keys, and nothing else. */
const pick = (trigger: string, record: Answer, keys: readonly string[]): unknown[] => {
  const fields = catalog.triggers.find(({ key }) => key === trigger)?.outputFields ?? [];
  return keys.map((key) => {
    assert.ok(
      fields.some((field) => field.key === key),
      `${trigger} shows no ${key}`,
    );
    return key.split("__").reduce((inner: Answer, name) => inner?.[name], record) as unknown;
  });
};

describe("zapier recipes, filled from what the triggers show", () => {
  let stage: Stage;
  let zap: Zap;
  let locationId: string;

  before(async () => {
    stage = await openStage();
    locationId = (await made(stage.owner, "/locations", { name: "Main Street" })).id;
  });
  after(() => stage.stop());
  afterEach(async () => {
    await zap.remove();
    await zap.address.close();
  });

  const customer = () => ({
    email: newEmail(),
    phone: `067${String(Math.random()).slice(2, 9)}`,
    name: "Ann Lee",
    birthday: "1990-05-14",
    language: "uk",
    external_id: `crm-${Math.random()}`,
    consents: { email: true },
  });
  const listening = async (trigger: string): Promise<void> => {
    zap = await buildZap(stage, trigger);
    await zap.turnOn();
  };

  it("Mailchimp: email, consent, first and last name, language, birthday as MM/DD", async () => {
    await listening("card_issued");
    const person = customer();
    await made(stage.owner, "/cards", { template_id: stage.templateId, ...person });
    await made(stage.owner, "/cards", { template_id: stage.templateId, ...customer(), birthday: "--02-29" });
    await made(stage.owner, "/cards", { template_id: stage.templateId, email: newEmail() });
    const records = await zap.runs(3);
    const keys = [
      "customer__email",
      "customer__consents__email",
      "customer__first_name",
      "customer__last_name",
      "customer__language",
      "birthday_month_day",
    ];
    const [first] = records.filter(({ customer: one }) => one.email === person.email);
    assert.deepEqual(pick("card_issued", first, keys), [person.email, true, "Ann", "Lee", "uk", "05/14"]);
    assert.deepEqual(
      records.map((record) => record["birthday_month_day"]).sort(),
      ["02/29", "05/14", null].sort(),
    );
  });

  it("Slack: who, what was won, and where", async () => {
    await listening("goal_reached");
    const person = customer();
    const card = await made(stage.owner, "/cards", { template_id: stage.templateId, ...person });
    await made(stage.owner, "/stamps", { card_id: card.id, count: 2, location_id: locationId });
    const [record] = await zap.runs(1);
    const keys = [
      "customer__name",
      "goal__reward_name",
      "goal__index",
      "card__template_name",
      "location_name",
    ];
    assert.deepEqual(pick("goal_reached", record, keys), [
      "Ann Lee",
      "A free coffee",
      1,
      "Coffee card",
      "Main Street",
    ]);
  });

  it("a CRM: its own number, the phone in E.164, and when it is due, as an instant and in the shop's zone", async () => {
    await stage.owner.patch("/business", { time_zone: "Asia/Tokyo" });
    await listening("voucher_issued");
    const person = customer();
    const card = await made(stage.owner, "/cards", { template_id: stage.templateId, ...person });
    await made(stage.owner, "/vouchers", {
      title: "A tea",
      card_id: card.id,
      expires_at: "2031-05-14T15:30:00Z",
    });
    const [record] = await zap.runs(1);
    const [number, phone, title, ...due] = pick("voucher_issued", record, [
      "customer__external_id",
      "customer__phone",
      "voucher__title",
      "voucher__expires_at",
      "voucher_expiry_date",
      "voucher_expiry_time",
    ]);
    assert.deepEqual([number, title], [person.external_id, "A tea"]);
    assert.equal(parsePhoneNumber(String(phone)).number, phone);
    assert.deepEqual(due, ["2031-05-14T15:30:00Z", "2031-05-15", "00:30"]);
    const [today, hour] = pick("voucher_issued", record, ["local_date", "local_time"]);
    const shown = Date.parse(`${String(today)}T${String(hour)}:00+09:00`);
    assert.equal(shown, Math.floor(Date.parse(String(record["timestamp"])) / 60_000) * 60_000);
  });
});
