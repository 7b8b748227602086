import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { passWork } from "../../../server/src/wallets/passes.ts";
import {
  makeAppleCertificates,
  passTypeId,
  type AppleCertificates,
} from "../../support/apple-certificates.ts";
import { createApplePhone, type ApplePhone } from "../../support/apple-phone.ts";
import { startApplePush, type ApplePushStandIn } from "../../support/apple-push.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { stageFor, type Stage } from "../rewards/lottery.ts";

describe("Apple Wallet", () => {
  const clock = new TestClock();
  let certificates: AppleCertificates;
  let push: ApplePushStandIn;
  let app: TestApp;
  let owner: Client;
  let stage: Stage;

  before(async () => {
    certificates = makeAppleCertificates();
    push = await startApplePush();
    app = await startTestApp({ clock, env: { ...certificates.env, APPLE_WALLET_PUSH_URL: push.url } });
    owner = (await app.tenant({ name: "Kava Demo" })).owner;
    stage = stageFor(owner);
  });
  after(async () => {
    await app.stop();
    await push.close();
  });

  const newCard = async (more: object = {}) => {
    const goals = [{ stamps: 5, reward: { type: "award", name: "Cookie" } }];
    const template = (await owner.post("/templates", { name: "Coffee card", goals })).body.id;
    const email = `${randomUUID()}@example.com`;
    return (await owner.post("/cards", { template_id: template, email, ...more })).body;
  };
  const addTo = async (phone: ApplePhone, card: { link: string }) => {
    const page = await (await fetch(card.link)).text();
    const [, href = ""] = /href="([^"]*wallets\/apple[^"]*)"/.exec(page) ?? [];
    assert.notEqual(href, "", "the card page offers Apple Wallet");
    return phone.add(new URL(href, card.link).href);
  };
  const phoneWith = async (card: { link: string }): Promise<ApplePhone> => {
    const phone = createApplePhone(certificates);
    await addTo(phone, card);
    assert.equal(await phone.register(), 201);
    return phone;
  };
  const fieldOf = ({ pass }: ApplePhone, key: string) =>
    Object.values(pass.json.storeCard)
      .flat()
      .find((field) => (field as { key: string }).key === key) as Record<string, string> | undefined;
  /** Resolves when no wallet is to be told now. */
  const told = async () => app.app.crew?.drain([passWork]);
  const savedCount = async (cardId: string) =>
    (await stage.events(cardId)).filter(({ event }) => event === "card_saved").length;

  it("makes a signed pass of the card", async () => {
    const card = await newCard();
    await owner.post("/stamps", { card_id: card.id, count: 2 });
    const phone = createApplePhone(certificates);
    const { json, files } = await addTo(phone, card);
    assert.equal(json.passTypeIdentifier, passTypeId);
    assert.equal(json.serialNumber, card.id);
    assert.equal(json.organizationName, "Kava Demo");
    assert.equal(json.webServiceURL, `${app.url}/wallets/apple`);
    assert.ok(json.authenticationToken.length >= 16);
    assert.deepEqual(
      json.barcodes.map(({ format, message }: { format: string; message: string }) => [format, message]),
      [["PKBarcodeFormatQR", card.number]],
    );
    assert.equal(fieldOf(phone, "stamps")?.["value"], "2/5");
    assert.equal(fieldOf(phone, "next")?.["value"], "Cookie");
    assert.ok(files.has("strip@2x.png"));
  });

  it("looks like the shop: its colour, its logo, its address", async () => {
    const red = sharp({ create: { width: 60, height: 60, channels: 3, background: "#ff0000" } });
    const upload = await fetch(`${app.url}/v1/pictures?kind=logo`, {
      method: "POST",
      headers: { authorization: `Bearer ${owner.key}`, "content-type": "image/png" },
      body: new Uint8Array(await red.png().toBuffer()),
    });
    const { url: logo_url } = (await upload.json()) as { url: string };
    const card = await newCard();
    const look = { color: "#ffd400", logo_url, address: "12 Main Street" };
    await owner.patch(`/templates/${card.template_id}`, { look });
    const { json, files } = await addTo(createApplePhone(certificates), card);
    assert.equal(json.backgroundColor, "rgb(255, 212, 0)");
    assert.equal(json.foregroundColor, "rgb(0, 0, 0)");
    const back = json.storeCard.backFields.find(({ key }: { key: string }) => key === "address");
    assert.equal(back.value, "12 Main Street");
    const drawn = sharp(files.get("logo@2x.png"));
    const { width, height } = await drawn.metadata();
    assert.deepEqual([width, height], [320, 100]);
    const [r, g, b] = await drawn.raw().toBuffer();
    assert.deepEqual([r, g, b], [255, 0, 0]);
    const [iconRed, iconGreen] = await sharp(files.get("icon.png")).raw().toBuffer();
    assert.deepEqual([iconRed, iconGreen], [255, 212]);
  });

  it("speaks the customer's language", async () => {
    const phone = createApplePhone(certificates);
    await addTo(phone, await newCard({ language: "hi" }));
    assert.equal(fieldOf(phone, "stamps")?.["label"], "स्टैम्प");
  });

  it("gives each card a token of its own, the same each time", async () => {
    const [one, two] = [await newCard(), await newCard()];
    const phone = createApplePhone(certificates);
    const tokenOf = async (card: { link: string }) => (await addTo(phone, card)).json.authenticationToken;
    const first = await tokenOf(one);
    assert.equal(await tokenOf(one), first);
    assert.notEqual(await tokenOf(two), first);
  });

  it("tells of the saved card once, with whatever phones it is registered", async () => {
    const card = await newCard();
    const phone = await phoneWith(card);
    assert.equal(await phone.register(), 200);
    const others = await Promise.all(
      Array.from({ length: 10 }, (_, at) => phone.register({ device: `device${at}` })),
    );
    assert.deepEqual(new Set(others), new Set([201]));
    assert.equal(await savedCount(card.id), 1);
    assert.deepEqual((await owner.get(`/cards/${card.id}`)).body.platforms, ["apple"]);
  });

  it("pushes the phone when a stamp is added, and the phone fetches the new pass", async () => {
    const card = await newCard();
    const phone = await phoneWith(card);
    clock.advance({ minutes: 5 });
    // Fetched in the second it was made, it is fetched once more to be sure.
    assert.equal(await phone.fetch(), 200);
    assert.equal(await phone.fetch(), 304);
    assert.deepEqual(await phone.updated(), { status: 200, serials: [card.id] });
    assert.equal((await phone.updated()).status, 204);
    const before = push.pushes.length;
    await owner.post("/stamps", { card_id: card.id });
    await push.arrived(before + 1);
    assert.deepEqual(push.pushes.at(-1), { token: phone.pushToken, topic: passTypeId, payload: "{}" });
    assert.deepEqual(await phone.updated(), { status: 200, serials: [card.id] });
    assert.equal(await phone.fetch(), 200);
    assert.equal(fieldOf(phone, "stamps")?.["value"], "1/5");
    assert.match(fieldOf(phone, "stamps")?.["changeMessage"] ?? "", /%@/);
  });

  it("never leaves a phone with an old pass when two changes share a second", async () => {
    const card = await newCard();
    const phone = await phoneWith(card);
    clock.advance({ minutes: 5 });
    await owner.post("/stamps", { card_id: card.id });
    await phone.updated();
    assert.equal(await phone.fetch(), 200);
    clock.advance({ ms: 1 });
    await owner.post("/stamps", { card_id: card.id });
    assert.deepEqual((await phone.updated()).serials, [card.id]);
    assert.equal(await phone.fetch(), 200);
    assert.equal(fieldOf(phone, "stamps")?.["value"], "2/5");
  });

  it("does not push for what the pass does not show", async () => {
    const card = await newCard();
    await phoneWith(card);
    await told();
    const before = push.pushes.length;
    clock.advance({ hours: 2 });
    await fetch(card.link);
    await told();
    assert.equal(push.pushes.length, before);
  });

  it("drops the token of a phone that Apple calls gone", async () => {
    const card = await newCard();
    const phone = await phoneWith(card);
    push.gone.add(phone.pushToken);
    const before = push.pushes.length;
    await owner.post("/stamps", { card_id: card.id });
    await push.arrived(before + 1);
    await told();
    await owner.post("/stamps", { card_id: card.id });
    await told();
    assert.equal(push.pushes.length, before + 1);
    assert.equal((await phone.updated()).status, 204);
  });

  it("pushes again later when Apple's service fails", async () => {
    const card = await newCard();
    await phoneWith(card);
    const before = push.pushes.length;
    push.fail(503);
    await owner.post("/stamps", { card_id: card.id });
    await push.arrived(before + 1);
    await told();
    assert.equal(push.pushes.length, before + 1);
    clock.advance({ seconds: 5 });
    await told();
    assert.equal(push.pushes.length, before + 2);
  });

  it("shows a campaign's message on the pass", async () => {
    const card = await newCard();
    const phone = await phoneWith(card);
    clock.advance({ minutes: 5 });
    const before = push.pushes.length;
    const outcome = await app.app.wallets.push.send(app.platform, {
      card_id: card.id,
      push_text: "Spring is here",
      message: "Your next cappuccino is on us.",
      campaign_name: "Spring",
      key: "cmp_1",
    });
    assert.equal(outcome.state, "accepted");
    await push.arrived(before + 1);
    assert.equal(await phone.fetch(), 200);
    assert.deepEqual(
      [fieldOf(phone, "notice")?.["value"], fieldOf(phone, "notice")?.["changeMessage"]],
      ["Spring is here", "%@"],
    );
    assert.equal(fieldOf(phone, "news")?.["value"], "Your next cappuccino is on us.");
  });

  it("hears no more of a pass that was removed", async () => {
    const card = await newCard();
    const phone = await phoneWith(card);
    assert.equal(await phone.unregister(), 200);
    assert.equal(await phone.unregister(), 200);
    assert.equal((await phone.updated()).status, 204);
    const message = { card_id: card.id, push_text: null, message: "Hi", campaign_name: "Hi", key: "cmp_2" };
    const outcome = await app.app.wallets.push.send(app.platform, message);
    assert.equal(outcome.state === "refused" && outcome.problem, "unreachable");
  });

  it("takes a phone's log", async () => {
    const phone = await phoneWith(await newCard());
    assert.equal(await phone.log(["Passbook is confused"]), 200);
  });

  it("refuses a phone without the pass's token, of another card, or whose push token is none", async () => {
    const [card, other] = [await newCard(), await newCard()];
    const phone = createApplePhone(certificates);
    const stolen = (await addTo(phone, other)).json.authenticationToken;
    await addTo(phone, card);
    assert.equal(await phone.register({ token: "wrong" }), 401);
    assert.equal(await phone.register({ token: stolen }), 401);
    assert.equal(await phone.register({ pushToken: "../../evil" }), 400);
    assert.equal(await savedCount(card.id), 0);
    const bare = await fetch(`${app.url}/wallets/apple/v1/passes/${passTypeId}/${card.id}`);
    assert.equal(bare.status, 401);
  });

  it("refuses the pass of a deleted card, and sends its customer to the friendly page", async () => {
    const card = await newCard();
    const phone = await phoneWith(card);
    await owner.delete(`/cards/${card.id}`);
    clock.advance({ minutes: 5 });
    assert.equal(await phone.fetch(), 401);
    const token = new URL(card.link).pathname.split("/").at(-1);
    const answer = await fetch(`${app.url}/wallets/apple/cards/${token}`, { redirect: "manual" });
    assert.equal(answer.headers.get("location"), card.link);
  });
});
