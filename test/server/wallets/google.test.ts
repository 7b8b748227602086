import assert from "node:assert/strict";
import { workCollection, workId } from "../../../server/src/core/work-queue/index.ts";
import { passWork } from "../../../server/src/wallets/passes.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { startGoogleWallet, type CallbackOptions, type GoogleStandIn } from "../../support/google-wallet.ts";
import { stageFor, type Stage } from "../rewards/lottery.ts";

describe("Google Wallet", () => {
  let google: GoogleStandIn;
  let app: TestApp;
  let owner: Client;
  let stage: Stage;

  before(async () => {
    google = await startGoogleWallet();
    app = await startTestApp({ env: google.env });
    owner = (await app.tenant({ name: "Kava Demo" })).owner;
    stage = stageFor(owner);
  });
  after(async () => {
    await app.stop();
    await google.close();
  });

  const newCard = async () => {
    const template = await owner.post("/templates", {
      name: "Coffee card",
      goals: [{ stamps: 5, reward: { type: "award", name: "Cookie" } }],
    });
    const email = `${crypto.randomUUID()}@example.com`;
    return (await owner.post("/cards", { template_id: template.body.id, email, name: "Ann" })).body;
  };
  const saveLinkOf = async (card: { link: string }): Promise<string> => {
    const page = await (await fetch(card.link)).text();
    const [, href = ""] = /href="([^"]*wallets\/google[^"]*)"/.exec(page) ?? [];
    assert.notEqual(href, "", "the card page offers Google Wallet");
    const answer = await fetch(new URL(href, card.link), { redirect: "manual" });
    assert.equal(answer.status, 303);
    return answer.headers.get("location") ?? "";
  };
  const savedCard = async () => {
    const card = await newCard();
    return { card, objectId: google.save(await saveLinkOf(card)) };
  };
  const send = (body: string) =>
    fetch(`${app.url}/wallets/google/callback`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
  const report = async (options: CallbackOptions) => (await send(google.callback(options))).status;
  const savedEvents = async (cardId: string) =>
    (await stage.events(cardId)).filter(({ event }) => event === "card_saved");

  it("makes class and object and a short link that names them", async () => {
    const card = await newCard();
    const link = await saveLinkOf(card);
    const objectId = google.save(link);
    assert.equal(objectId, `${google.issuerId}.${card.id}`);
    assert.ok(link.length < 1_800, `${link.length} characters`);
    const object = google.objects.get(objectId);
    assert.deepEqual(object?.["loyaltyPoints"], { label: "Stamps", balance: { string: "0/5" } });
    assert.deepEqual(object?.["barcode"], {
      type: "QR_CODE",
      value: card.number,
      alternateText: card.number,
    });
    const program = google.classes.get(String(object?.classId));
    assert.equal(program?.["programName"], "Coffee card");
    assert.deepEqual(program?.["callbackOptions"], { url: `${app.url}/wallets/google/callback` });
  });

  it("looks like the shop: its colour, its logo, its address", async () => {
    const card = await newCard();
    const path = `/templates/${card.template_id}`;
    const shown = async (look: object) => {
      await owner.patch(path, { look });
      const object = google.objects.get(google.save(await saveLinkOf(card)));
      return { object, program: google.classes.get(String(object?.classId)) };
    };
    const plain = await shown({ color: "#ffd400", address: "12 Main Street" });
    assert.equal(plain.program?.["hexBackgroundColor"], "#ffd400");
    assert.match(JSON.stringify(plain.object?.["textModulesData"]), /12 Main Street/);
    const drawn = JSON.stringify([plain.program?.["programLogo"], plain.object?.["heroImage"]]);
    const addresses = drawn.match(/http:[^"]+/g) ?? [];
    assert.equal(addresses.length, 2);
    for (const address of addresses) {
      assert.match(address, /ffd400\.png$/);
      assert.equal((await fetch(address)).headers.get("content-type"), "image/png");
    }
    const own = await shown({ logo_url: "https://example.com/logo.png" });
    assert.match(JSON.stringify(own.program?.["programLogo"]), /https:\/\/example\.com\/logo\.png/);
  });

  it("puts everything into the link while Google's API does not answer", async () => {
    const card = await newCard();
    google.fail(503);
    const objectId = google.save(await saveLinkOf(card));
    assert.equal(google.objects.get(objectId)?.["accountId"], card.number);
  });

  it("tells of the saved card once, however often Google says so", async () => {
    const { card, objectId } = await savedCard();
    const body = google.callback({ objectId });
    const statuses = (await Promise.all([send(body), send(body), send(body)])).map(({ status }) => status);
    assert.deepEqual(statuses, [200, 200, 200]);
    assert.equal(await report({ objectId }), 200);
    const events = await savedEvents(card.id);
    assert.deepEqual(
      events.map(({ platform }) => platform),
      ["google"],
    );
    assert.deepEqual((await owner.get(`/cards/${card.id}`)).body.platforms, ["google"]);
  });

  it("takes a deletion without an event", async () => {
    const { card, objectId } = await savedCard();
    assert.equal(await report({ objectId, eventType: "del" }), 200);
    assert.deepEqual(await savedEvents(card.id), []);
  });

  it("changes the object when a stamp is added", async () => {
    const { card, objectId } = await savedCard();
    await owner.post("/stamps", { card_id: card.id, count: 2 });
    const points = () => JSON.stringify(google.objects.get(objectId)?.["loyaltyPoints"]);
    await google.until(() => points().includes("2/5"));
  });

  it("takes the object out of use when the card is deleted", async () => {
    const { card, objectId } = await savedCard();
    await owner.delete(`/cards/${card.id}`);
    await google.until(() => google.objects.get(objectId)?.["state"] === "INACTIVE");
  });

  it("takes the object out of use, and the name off it, when the customer is erased", async () => {
    const { card, objectId } = await savedCard();
    assert.equal((await owner.delete(`/customers/${card.customer_id}`)).status, 204);
    await google.until(() => google.objects.get(objectId)?.["state"] === "INACTIVE");
    assert.equal(google.objects.get(objectId)?.["accountName"], "–");
  });

  it("tries a change again that Google did not take", async () => {
    const { card, objectId } = await savedCard();
    google.fail(503);
    await owner.post("/stamps", { card_id: card.id, count: 3 });
    const told = async () => app.app.crew?.drain([passWork]);
    await told();
    const points = () => JSON.stringify(google.objects.get(objectId)?.["loyaltyPoints"]);
    assert.ok(!points().includes("3/5"));
    await app.platform.store
      .collection(workCollection)
      .updateOne({ _id: workId(passWork, `google:${card.id}`) }, { $set: { due_at: new Date() } });
    await told();
    assert.ok(points().includes("3/5"));
  });

  it("shows a campaign's message once for its key", async () => {
    const { card, objectId } = await savedCard();
    const message = {
      business_id: "",
      card_id: card.id,
      push_text: "Spring is here",
      message: "Your next cappuccino is on us.",
      campaign_name: "Spring",
      key: `cmp_1:${card.id}`,
    };
    const { push } = app.app.wallets;
    for (let time = 0; time < 2; time += 1)
      assert.equal((await push.send(app.platform, message)).state, "accepted");
    const shown = google.objects.get(objectId)?.messages;
    assert.deepEqual(
      shown?.map(({ header, body }) => [header, body]),
      [["Spring is here", "Your next cappuccino is on us."]],
    );
  });

  it("rests as long as Google asks, in seconds or as a date, an hour at most", async () => {
    const { card } = await savedCard();
    const message = {
      card_id: card.id,
      push_text: null,
      message: "Hello",
      campaign_name: "Spring",
      key: "cmp_3",
    };
    const asked = ["300", new Date(Date.now() + 600_000).toUTCString(), "999999"];
    const minutes: number[] = [];
    for (const retryAfter of asked) {
      google.slowDown(retryAfter);
      const outcome = await app.app.wallets.push.send(app.platform, message);
      assert.ok(outcome.state === "refused" && outcome.problem === "rate_limited");
      minutes.push(Math.round((outcome.retryAfterMs ?? 0) / 60_000));
    }
    assert.deepEqual(minutes, [5, 10, 60]);
  });

  it("says that a card which is in no wallet cannot be reached", async () => {
    const card = await newCard();
    const outcome = await app.app.wallets.push.send(app.platform, {
      card_id: card.id,
      push_text: null,
      message: "Hello",
      campaign_name: "Spring",
      key: "cmp_2",
    });
    assert.equal(outcome.state === "refused" && outcome.problem, "unreachable");
  });

  it("asks for a token and for the root keys once, not for each call", () => {
    assert.deepEqual(google.counts, { tokens: 1, keys: 1 });
  });

  it("refuses a callback that Google has not signed for us, or that has run out", async () => {
    const { card, objectId } = await savedCard();
    const wrong: Omit<CallbackOptions, "objectId">[] = [
      { rogueRoot: true },
      { tampered: true },
      { issuerId: "3388000000099999999" },
      { classId: "3388000000099999999.coffee" },
      { keyExpiresInMs: -1 },
      { messageExpiresInMs: -1 },
    ];
    for (const options of wrong)
      assert.equal(await report({ objectId, ...options }), 401, JSON.stringify(options));
    assert.deepEqual(await savedEvents(card.id), []);
  });

  it("refuses what is no callback, and passes over cards it does not know", async () => {
    assert.equal((await send("{")).status, 400);
    assert.equal((await send("{}")).status, 400);
    const classId = `${google.issuerId}.tpl_1`;
    assert.equal(await report({ objectId: `${google.issuerId}.card_none`, classId }), 200);
    assert.equal(await report({ objectId: "other.card", classId }), 200);
  });

  it("sends a customer whose card is gone to the friendly page", async () => {
    const answer = await fetch(`${app.url}/wallets/google/cards/nothing`, { redirect: "manual" });
    assert.equal(answer.headers.get("location"), `${app.url}/c/nothing`);
  });

  it("serves the pictures that the objects name, and no others", async () => {
    for (const name of ["logo.png", "stamps/3-5.png", "stamps/20-20.png"]) {
      const picture = await fetch(`${app.url}/wallets/${name}`);
      assert.equal(picture.headers.get("content-type"), "image/png", name);
    }
    for (const name of ["stamps/6-5.png", "stamps/1-99.png", "stamps/x.png"])
      assert.equal((await fetch(`${app.url}/wallets/${name}`)).status, 404, name);
  });
});
