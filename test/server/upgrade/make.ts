import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { hmacSha256Hex } from "../../../server/src/core/secrets.ts";
import type { Client } from "../../support/client.ts";
import { made } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";
import { startReceiver } from "../../support/receiver.ts";
import { startSevenLoc } from "../../support/seven-loc.ts";
import { fixturePath, places, type KeptCall, type Left } from "./fixture.ts";
import { documentsOf, startFormer, type Database } from "./former.ts";

/*
 * Writes 0.1.0.json.gz: what 0.1.0 (commit bcc110a) leaves of a small business that did everything once. It was run as
 *
 *   git worktree add /somewhere bcc110a && ln -s "$PWD/node_modules" /somewhere/node_modules
 *   node --import tsx test/server/upgrade/make.ts /somewhere
 *
 * All is done over HTTP, on a clock that is set; but for one thing: a claim of a deleted card is put back, as a process
 * leaves it that is killed between the entry and the claim. Ids and secrets are new each time.
 */

const [tree] = process.argv.slice(2);
if (tree === undefined) throw new Error("which folder holds 0.1.0?");

const clock = new TestClock("2026-11-20T09:00:00Z");
const receiver = await startReceiver();
const sevenLoc = await startSevenLoc({ now: () => clock.now() });
const former = await startFormer(tree, clock);
const owner: Client = await former.open("Corner Coffee");
const calls: KeptCall[] = [];

const until = async (what: string, isTrue: () => Promise<boolean>): Promise<void> => {
  for (let round = 0; round < 400; round += 1) {
    if (await isTrue()) return;
    await pause(50);
  }
  throw new Error(`waited in vain until ${what}`);
};

const later = (by: Parameters<TestClock["advance"]>[0]): void => clock.advance(by);

/** Posts under a key of its own. */
const keyed = async (path: string, body: unknown) => {
  const key = `key ${calls.length + 1}`;
  const { status, body: answer, text } = await owner.post(path, body, { "idempotency-key": key });
  if (status >= 300) throw new Error(text);
  calls.push({ path, body, key, status, answer });
  return answer;
};

const oneOf = (variants: object[]) => ({ type: "lottery", name: "Wheel", play: "customer", variants });
const mug = { type: "award", name: "A mug", greeting: "Well done", probability: 100 };

const setUp = async () => {
  const location = await made(owner, "/locations", { name: "Market square" });
  await made(owner, "/staff", {
    ...{ name: "Sam", login: "sam-of-corner", password: "correct horse battery", role: "scanner" },
    location_id: location.id,
  });
  const gift = await made(owner, "/voucher-templates", {
    ...{ title: "A free coffee", code: { mode: "unique" }, formats: ["text", "qr"] },
    validity: { type: "days", value: 2 },
  });
  const lasting = await made(owner, "/voucher-templates", {
    title: "A cake",
    code: { mode: "shared", value: "CAKE" },
  });
  const coffee = await made(owner, "/templates", {
    name: "Coffee card",
    goals: [
      { stamps: 2, reward: { type: "voucher", voucher_template_id: gift.id } },
      { stamps: 4, reward: oneOf([mug]) },
      { stamps: 5, reward: { type: "award", name: "A bag of beans" } },
    ],
    birthday: { enabled: true, voucher_template_id: lasting.id },
    inactivity: { enabled: true, days: 2 },
  });
  const tea = await made(owner, "/templates", {
    name: "Tea card",
    earn: { type: "by_amount", amount_per_stamp: "10.00", currency: "EUR" },
    goals: [{ stamps: 3, reward: { type: "voucher", voucher_template_id: lasting.id } }],
  });
  return { location, gift, lasting, coffee, tea };
};

const shop = await setUp();
const card = (person: object, template = shop.coffee.id) =>
  keyed("/cards", { template_id: template, ...person });

const thanksFor = (body: string): string => {
  const { customer } = JSON.parse(body) as { customer: { name?: string; email?: string } | null };
  return `thanks for ${customer?.name ?? "nobody"}, ${customer?.email ?? "nowhere"}`;
};

// One hook takes everything and says whom it was about; another has been failing for days, a third is failing now.
receiver.decide(({ path, body }) =>
  path.startsWith("/hook/good") ? { status: 200, body: thanksFor(body) } : { status: 500 },
);
const good = await made(owner, "/hooks", {
  ...{ target_url: `${receiver.url}/good`, events: ["*"], customer_fields: "contact", source: "zapier" },
});
const failed = await made(owner, "/hooks", { target_url: `${receiver.url}/dead`, events: ["card_saved"] });

const ann = await card({
  ...{ name: "Ann Lee", email: "ann@corner.example", phone: "+380671112201", birthday: "1990-11-22" },
  consents: { viber: true, email: true },
});
const bob = await card({
  name: "Bob",
  phone: "+380671112202",
  consents: { viber: true },
  external_id: "crm-7",
});
const dan = await card({ email: "dan@corner.example" });
const cyd = await card({ email: "cyd@corner.example" }, shop.tea.id);
await keyed("/customers", { email: "cyd@corner.example", name: "Cyd", language: "uk" });
await made(owner, `/cards/${ann.id}/saved`, { platform: "google" });
await fetch(ann.link);
await until("the failing hook has been tried", async () =>
  receiver.requests.some(({ path }) => path.includes("dead")),
);

// Goals, vouchers of every end, a spin.
await keyed("/stamps", {
  card_id: ann.id,
  count: 3,
  receipt_id: "R-1",
  note: "oat milk",
  location_id: shop.location.id,
});
const bobs = await keyed("/stamps", { card_id: bob.id, count: 2 });
await keyed(`/vouchers/${bobs.vouchers[0].id}/redeem`, {});
const cancelled = await made(owner, "/vouchers", { title: "A mistake", card_id: bob.id });
await made(owner, `/vouchers/${cancelled.id}/cancel`, { reason: "Bob got it twice" });
later({ minutes: 5 });
const lucky = await keyed("/stamps", { card_id: ann.id, count: 4 });
await keyed(`/rewards/${lucky.rewards[0].id}/play`, {});
const bearer = await keyed("/vouchers", { title: "Gift card", expires_at: "2027-11-20T10:00:00Z" });
await keyed("/vouchers", { voucher_template_id: shop.lasting.id, customer_id: bob.customer_id });

// A till: stamps by amount, and a code.
const till = await made(owner, "/tills", { name: "Till", kind: "generic", template_id: shop.tea.id });
const sale = async (more: object): Promise<void> => {
  const raw = JSON.stringify({ sold_at: clock.now().toISOString(), currency: "EUR", ...more });
  const seconds = Math.floor(clock.now().getTime() / 1_000);
  const mac = hmacSha256Hex(till.secret, `${seconds}.${raw}`);
  const headers = { "content-type": "application/json", "x-7stamp-signature": `t=${seconds},v1=${mac}` };
  const answer = await fetch(`${former.url}/v1/tills/${till.id}/sales`, {
    method: "POST",
    headers,
    body: raw,
  });
  if (answer.status !== 201) throw new Error(await answer.text());
};
await sale({ receipt_id: "T-1", amount: "25.50", card_number: cyd.number });
await sale({ receipt_id: "T-2", amount: "7.00", redeem_code: bearer.redeem_code });

// A campaign over Viber.
await made(owner, "/messengers", { base_url: sevenLoc.url, token: sevenLoc.token });
const campaign = await keyed("/campaigns", {
  ...{ name: "Autumn", channels: ["messengers"], message: "A coffee is on us", audience: { all: true } },
  ...{ template_id: shop.coffee.id, voucher_template_id: shop.lasting.id },
});
await sevenLoc.took(2);
await until("the campaign is over", async () => {
  const { body } = await owner.get("/events?type=campaign_sent");
  return body.data.length === 2;
});
const [message] = sevenLoc.accepted;
if (message !== undefined) await sevenLoc.report(message, "read");

// Days go by: the failing hook fails for good, what ends ends, who has a birthday has it.
const delivery = async (hook: string) => (await owner.get(`/hooks/${hook}/deliveries`)).body.data[0];
for (;;) {
  const { status, attempts, next_attempt_at: next } = await delivery(failed.id);
  if (status !== "pending") break;
  clock.set(new Date(Date.parse(next) + 1_000));
  const hasTried = async () => (await delivery(failed.id)).attempts.length > attempts.length;
  await until("it has been tried again", hasTried);
}
for (const name of ["voucher_expired", "birthday_reached", "inactivity_trigger"])
  await until(
    `${name} has happened`,
    async () => (await owner.get(`/events?type=${name}`)).body.data.length > 0,
  );

/** The one document of a claim, put back as a killed process would have left it. */
const restoreClaim = async (
  database: Database,
  suffix: string,
  act: () => Promise<unknown>,
): Promise<void> => {
  const claims = database.collection("claims");
  const before = await claims.find().toArray();
  await act();
  const claim = before.find(({ _id }) => String(_id).startsWith("card:") && String(_id).includes(suffix));
  if (claim === undefined) throw new Error(`no claim of a card has ${suffix}`);
  await claims.replaceOne({ _id: claim._id }, claim, { upsert: true });
};
await restoreClaim(former.database, dan.customer_id, () => owner.delete(`/cards/${dan.id}`));

// Somebody is erased, in the midst of the day that their keys are kept.
const person = { name: "Eve Gone", email: "eve@gone.example", phone: "+380671112204", birthday: "--02-29" };
const note = "Eve Gone likes it hot";
const eve = await card(person);
const given = await keyed("/stamps", { card_id: eve.id, count: 3, note });
await made(owner, `/vouchers/${given.vouchers[0].id}/cancel`, { reason: "for Eve Gone" });
const hasArrived = async () => {
  const { data } = (await owner.get(`/hooks/${good.id}/deliveries?limit=100`)).body;
  return data.every(({ status }: { status: string }) => status === "delivered");
};
await until("the receiver has said her name", hasArrived);
await owner.delete(`/customers/${eve.customer_id}`);
later({ minutes: 1 });
const late = await made(owner, "/hooks", { target_url: `${receiver.url}/late`, events: ["stamp_added"] });
await keyed("/stamps", { card_id: bob.id, receipt_id: "R-2" });
await keyed("/customers", { email: "fay@corner.example", name: "Fay" });
await until(
  "the last delivery has failed once",
  async () => (await delivery(late.id))?.attempts.length === 1,
);
await until("the good hook has everything", hasArrived);

const asked = [
  "/business",
  "/locations",
  "/staff",
  "/templates",
  "/voucher-templates",
  "/customers",
  "/cards",
  `/cards/${ann.id}`,
  `/cards/${ann.id}/history`,
  `/cards/${cyd.id}`,
  "/vouchers?limit=100",
  `/vouchers?template_id=${shop.coffee.id}`,
  "/events?limit=100",
  "/events?limit=100&customer_fields=contact",
  `/campaigns/${campaign.id}`,
  "/hooks",
  `/hooks/${good.id}/deliveries?limit=100`,
  `/hooks/${failed.id}/deliveries`,
  `/hooks/${late.id}/deliveries`,
  "/tills",
  "/messengers",
];
const answers: Record<string, unknown> = {};
for (const path of asked) {
  const { status, body, text } = await owner.get(path);
  if (status !== 200) throw new Error(`${path}: ${text}`);
  answers[path] = body;
}
const undelivered = [(await delivery(late.id)).event_id];
await former.stop();

const collections = await documentsOf(former.database);
await former.close();

const left: Left = {
  at: clock.now().toISOString(),
  key: owner.key,
  till: { id: till.id, secret: till.secret },
  answers,
  calls,
  undelivered,
  erased: { id: eve.customer_id, words: [...Object.values(person), note] },
  living: {
    id: ann.customer_id,
    words: ["Ann Lee", "ann@corner.example", "+380671112201", "1990-11-22", "oat milk"],
  },
  cardless: { email: "dan@corner.example", template_id: shop.coffee.id, card_id: dan.id },
  collections,
};
await writeFile(
  fixturePath,
  gzipSync(
    JSON.stringify(left)
      .replaceAll(`${receiver.url}/`, `${places.receiver}/`)
      .replaceAll(former.url, places.app),
    { level: 9 },
  ),
);
await receiver.close();
await sevenLoc.stop();
const counts = Object.entries(collections).map(([name, documents]) => `${name} ${documents.length}`);
process.stdout.write(`${counts.join(", ")}\n`);
process.exit(0);
