import * as catalog from "../catalog/index.ts";
import { startDemoReceiver, type Arrival, type DemoReceiver } from "./receiver.ts";
import { startDemoServer, type DemoServer } from "./server.ts";

/* `npm run demo`: the whole story over real HTTP, with the real server and a real receiver. Ends by itself with 0. */

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the API answers is shown, not computed with
type Json = any;

const say = (line = ""): void => {
  process.stdout.write(`${line}\n`);
};

const api = ({ url, apiKey }: DemoServer) => {
  const call = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    say(`   ${method} /v1${path} → ${response.status}`);
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  return {
    get: (path: string) => call("GET", path),
    post: (path: string, body: unknown) => call("POST", path, body),
    delete: (path: string) => call("DELETE", path),
  };
};

let unverified = 0;

const show = (arrival: Arrival, detail: string): void => {
  if (!arrival.isVerified) unverified += 1;
  const verdict = arrival.isVerified ? "signature verified ✔" : "SIGNATURE WRONG ✘";
  say(`   ⇐ ${arrival.event.padEnd(16)} ${arrival.id}  ${verdict}`);
  say(`     ${detail}`);
};

const subscribe = async (server: DemoServer, receiver: DemoReceiver): Promise<string> => {
  say("1. Subscribe, as Zapier does when a Zap is turned on");
  const hook = await api(server).post("/hooks", {
    target_url: receiver.url,
    events: ["*"],
    customer_fields: "contact",
    source: "zapier",
  });
  receiver.secret = hook.secret;
  say(`   hook ${hook.id}, every event, with contact data`);
  return hook.id;
};

const playStory = async (server: DemoServer, receiver: DemoReceiver): Promise<void> => {
  const hookId = await subscribe(server, receiver);
  const { post, get, delete: remove } = api(server);
  const { cardIssued, stampAdded, goalReached, rewardIssued, voucherIssued, voucherRedeemed } = catalog;

  say("\n2. Issue a card to Ann");
  const [template] = (await get("/templates")).data;
  const card = await post("/cards", {
    template_id: template.id,
    name: "Ann Lee",
    email: "ann.lee@example.com",
  });
  show(await receiver.next(cardIssued.name), `card ${card.number} of "${card.template_name}"`);

  say("\n3. Ten coffees later");
  for (const count of [4, 6]) {
    const { card: after } = await post("/stamps", { card_id: card.id, count, receipt_id: `R-${count}` });
    show(
      await receiver.next(stampAdded.name),
      `${count} stamps; cycle ${after.cycle}, ${after.stamps} on the card now`,
    );
  }
  for (let goal = 1; goal <= 2; goal += 1) {
    const reached = await receiver.next(goalReached.name);
    show(
      reached,
      `goal ${(reached.body["goal"] as Json).index}, at ${(reached.body["goal"] as Json).target} stamps`,
    );
    const reward = await receiver.next(rewardIssued.name);
    show(reward, `"${(reward.body["reward"] as Json).name}"`);
  }
  const issued = await receiver.next(voucherIssued.name);
  const voucher = issued.body["voucher"] as Json;
  show(issued, `"${voucher.title}", code ${voucher.redeem_code}`);

  say("\n4. Redeem it at the counter");
  await post("/redemptions", { code: voucher.redeem_code, redeemed_via: "staff_scanner" });
  const redeemed = await receiver.next(voucherRedeemed.name);
  const customer = redeemed.body["customer"] as Json;
  show(redeemed, `${customer.name} <${customer.email}>: this is what a Mailchimp step would get`);

  say("\n5. Turn the Zap off");
  await remove(`/hooks/${hookId}`);
  say("\nThe last delivery, as it came:");
  say(JSON.stringify(redeemed.body, null, 2));
};

const run = async (): Promise<void> => {
  const startedAt = performance.now();
  say("7stamp Connect: a stamp card's life, over real HTTP\n");
  const [server, receiver] = await Promise.all([startDemoServer(), startDemoReceiver()]);
  try {
    await playStory(server, receiver);
  } finally {
    await Promise.all([receiver.stop(), server.stop()]);
  }
  if (unverified > 0) throw new Error(`${unverified} signatures were wrong`);
  say(`\nDone in ${((performance.now() - startedAt) / 1000).toFixed(1)} s. Where to look next:`);
  say(
    "   npm start                     the server, at http://localhost:7070, with its API reference at /docs",
  );
  say("   samples/http/                 stories to send from an editor; samples/events/ every event's body");
  say("   server/src/catalog/           what the events are; everything derives from it");
  say("   zapier-app/  make-app/        the two apps for marketers");
};

run().catch((error: unknown) => {
  process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
