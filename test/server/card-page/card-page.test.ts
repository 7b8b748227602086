import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { makeVoucherTemplate, stageFor, type Stage } from "../rewards/lottery.ts";

interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const read = async (url: string, init: RequestInit = {}): Promise<Page> => {
  const response = await fetch(url, { redirect: "manual", ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** The forms of a page as what a browser would post. */
const formsOf = (text: string): { action: string; body: URLSearchParams }[] =>
  [...text.matchAll(/<form method="post" action="([^"]+)">([\s\S]*?)<\/form>/g)].map(
    ([, action = "", inner = ""]) => {
      const fields = [...inner.matchAll(/name="(\w+)" value="([^"]*)"/g)];
      const body = new URLSearchParams(
        fields.map(([, name = "", value = ""]): [string, string] => [name, value]),
      );
      return { action, body };
    },
  );

describe("card page", () => {
  const clock = new TestClock();
  let app: TestApp;
  let owner: Client;
  let stage: Stage;
  let voucherTemplateId: string;

  before(async () => {
    app = await startTestApp({ clock });
    owner = (await app.tenant({ name: "Kava & <Co>" })).owner;
    stage = stageFor(owner);
    voucherTemplateId = await makeVoucherTemplate(owner);
  });
  after(() => app.stop());

  const linkOf = async (cardId: string): Promise<string> => (await owner.get(`/cards/${cardId}`)).body.link;
  const wheel = (type: string, more: object = {}) => ({
    type: "lottery",
    name: "Wheel",
    variants: [{ type, probability: 100, name: "Big prize", greeting: "Lucky you!", ...more }],
  });
  const countOf = async (cardId: string, name: string) =>
    (await stage.events(cardId)).filter(({ event }) => event === name).length;
  const send = (link: string, { action, body }: { action: string; body: URLSearchParams }) =>
    read(new URL(action, link).href, { method: "POST", body });
  const firstForm = (page: Page) => {
    const [form] = formsOf(page.text);
    assert.ok(form, "the page has a form");
    return form;
  };

  it("shows progress, goals and the card's number", async () => {
    const goals = [
      { stamps: 3, reward: { type: "award", name: "Cookie" } },
      { stamps: 8, reward: { type: "voucher", voucher_template_id: voucherTemplateId } },
    ];
    const template = (await owner.post("/templates", { name: "Coffee card", goals })).body.id;
    const card = (await owner.post("/cards", { template_id: template, email: "a@example.com", name: "Ann" }))
      .body;
    await owner.post("/stamps", { card_id: card.id, count: 4 });
    const page = await read(card.link);
    assert.equal(page.status, 200);
    for (const part of [
      "Coffee card",
      "Hello, Ann",
      "4 of 8 stamps",
      "4 stamps to go: Free coffee",
      "Cookie",
    ])
      assert.ok(page.text.includes(part), part);
    assert.ok(page.text.includes(card.number));
    assert.equal([...page.text.matchAll(/class="stamp full[" ]/g)].length, 4);
    assert.equal([...page.text.matchAll(/class="stamp[" ]/g)].length, 8);
  });

  it("shows a voucher as text, QR code and barcode, as its formats say", async () => {
    const cardId = await stage.card({ type: "award", name: "Cookie" });
    const issue = async (formats: string[], code: string) =>
      owner.post("/vouchers", { card_id: cardId, title: "Gift", redeem_code: code, formats });
    await issue(["text", "qr", "barcode"], "ALLOFTHEM");
    await issue(["barcode"], "BARONLY");
    const { text } = await read(await linkOf(cardId));
    assert.match(text, /<strong>ALLOFTHEM<\/strong>/);
    assert.match(text, /role="img"\s+aria-label="QR code of ALLOFTHEM"\s*>\s*<path d="M0 0\.5h7m/);
    assert.match(text, /aria-label="Barcode of ALLOFTHEM"/);
    assert.match(text, /aria-label="Barcode of BARONLY"/);
    assert.doesNotMatch(text, /<strong>BARONLY|QR code of BARONLY/);
  });

  it("sends nobody to the till with a voucher before its day", async () => {
    const cardId = await stage.card({ type: "award", name: "Cookie" });
    const gift = { card_id: cardId, title: "Gift", formats: ["text"] };
    const sentences = async () =>
      [...(await read(await linkOf(cardId))).text.matchAll(/Show this to the staff before you pay/g)].length;
    await owner.post("/vouchers", { ...gift, redeem_code: "LATER", valid_from: "2100-01-01T00:00:00Z" });
    assert.equal(await sentences(), 0);
    await owner.post("/vouchers", { ...gift, redeem_code: "ATONCE" });
    assert.equal(await sentences(), 1);
  });

  it("keeps a used voucher apart, without its code", async () => {
    const cardId = await stage.card({ type: "award", name: "Cookie" });
    const voucher = await owner.post("/vouchers", { card_id: cardId, title: "Gift", redeem_code: "USEDUP" });
    await owner.post(`/vouchers/${voucher.body.id}/redeem`, {});
    const { text } = await read(await linkOf(cardId));
    assert.match(text, /<details>[\s\S]*Gift[\s\S]*used[\s\S]*<\/details>/);
    assert.doesNotMatch(text, /USEDUP/);
  });

  it("plays a spin by a plain form and shows what was won", async () => {
    const { cardId, rewardId } = await stage.grant(
      wheel("voucher", { voucher_template_id: voucherTemplateId }),
    );
    const link = await linkOf(cardId);
    const played = await send(link, firstForm(await read(link)));
    assert.equal(played.status, 303);
    const location = new URL(
      played.headers.get("location") ?? "",
      new URL(`${new URL(link).pathname}/spin`, link),
    );
    assert.equal(location.pathname, new URL(link).pathname);
    const { text } = await read(location.href);
    assert.match(text, /You won: Big prize[\s\S]*Lucky you!/);
    assert.deepEqual(formsOf(text), []);
    assert.match(text, /Free coffee/);
    assert.equal((await owner.post(`/rewards/${rewardId}/play`)).body.code, "reward_already_played");
    assert.equal(await countOf(cardId, "lottery_played"), 1);
  });

  it("plays once when the form is sent twice, also when it gave another try", async () => {
    const lottery = wheel("try_again");
    lottery.variants = [
      { ...lottery.variants[0], probability: 99.99 } as never,
      { type: "no_prize", probability: 0.01, name: "Nothing" } as never,
    ];
    const { cardId } = await stage.grant(lottery);
    const link = await linkOf(cardId);
    const form = firstForm(await read(link));
    await Promise.all(Array.from({ length: 6 }, () => send(link, form)));
    assert.equal(await countOf(cardId, "lottery_played"), 1);
  });

  it("tells of the opening once an hour, and not for a look in advance", async () => {
    const cardId = await stage.card({ type: "award", name: "Cookie" });
    const link = await linkOf(cardId);
    await read(link, { method: "HEAD" });
    await read(link, { headers: { "sec-purpose": "prefetch;prerender" } });
    assert.equal(await countOf(cardId, "card_opened"), 0);
    await Promise.all(Array.from({ length: 10 }, () => read(link)));
    assert.equal(await countOf(cardId, "card_opened"), 1);
    clock.advance({ hours: 1 });
    await read(link);
    assert.equal(await countOf(cardId, "card_opened"), 2);
  });

  it("speaks the customer's language, else the browser's", async () => {
    const template = (await owner.post("/templates", { name: "Card", goals: [] })).body.id;
    const issue = async (email: string, more: object = {}) =>
      (await owner.post("/cards", { template_id: template, email, ...more })).body.link as string;
    const hindi = await issue("hi@example.com", { language: "hi" });
    const ukrainian = await issue("uk@example.com", { language: "uk" });
    const from = async (link: string, header: string, query = "") =>
      /<html lang="(\w+)">/.exec(
        (await read(link + query, { headers: { "accept-language": header } })).text,
      )?.[1];
    assert.equal(await from(hindi, "en"), "hi");
    assert.equal(await from(hindi, "en", "?lang=en"), "en");
    assert.equal(await from(ukrainian, "uk, hi-IN;q=0.8, en;q=0.5"), "hi");
    assert.equal(await from(ukrainian, "uk"), "en");
  });

  it("allows no script and is kept by nobody", async () => {
    const page = await read(await linkOf(await stage.card({ type: "award", name: "Cookie" })));
    const policy = page.headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'; style-src 'self'; /);
    assert.doesNotMatch(policy, /script-src|unsafe/);
    assert.match(policy, /frame-ancestors 'self'$/);
    assert.equal(page.headers.get("x-frame-options"), "SAMEORIGIN");
    assert.doesNotMatch(page.text, /<script|style=|\son\w+=/);
    assert.equal(page.headers.get("cache-control"), "no-store");
    assert.equal(page.headers.get("referrer-policy"), "no-referrer");
  });

  it("serves its style and icon", async () => {
    const link = await linkOf(await stage.card({ type: "award", name: "Cookie" }));
    const { text } = await read(link);
    for (const [, href = ""] of text.matchAll(/<link rel="(?:icon|stylesheet)"[^>]*href="([^"]+)"/g)) {
      const asset = await read(new URL(href, link).href);
      assert.equal(asset.status, 200, href);
      // A preview in a frame has no origin of its own.
      assert.equal(asset.headers.get("cross-origin-resource-policy"), "cross-origin", href);
    }
  });

  it("escapes whatever people write", async () => {
    const { text } = await read(await linkOf(await stage.card({ type: "award", name: "<b>&\"'" })));
    assert.ok(text.includes("&lt;b&gt;&amp;&quot;&#39;"));
    assert.ok(text.includes("Kava &amp; &lt;Co&gt;"));
  });

  it("answers a link to no card, or to a deleted one, with a friendly page", async () => {
    const cardId = await stage.card({ type: "award", name: "Cookie" });
    const link = await linkOf(cardId);
    await owner.delete(`/cards/${cardId}`);
    for (const url of [link, `${app.url}/c/nothing`]) {
      const page = await read(url, { headers: { "accept-language": "hi" } });
      assert.equal(page.status, 404);
      assert.match(page.text, /<html lang="hi">[\s\S]*यह कार्ड नहीं मिला/);
    }
    assert.equal((await read(`${app.url}/c/nothing/spin`, { method: "POST" })).status, 404);
  });

  it("does not play the reward of another card", async () => {
    const mine = await linkOf((await stage.grant(wheel("no_prize"))).cardId);
    const other = await stage.grant(wheel("no_prize"));
    const body = new URLSearchParams({ reward_id: other.rewardId, tries: "0" });
    const answer = await read(`${mine}/spin`, { method: "POST", body });
    assert.equal(answer.status, 303);
    assert.equal(await countOf(other.cardId, "lottery_played"), 0);
  });
});
