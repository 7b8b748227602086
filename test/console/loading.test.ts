import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import type { Page, Request, Route } from "playwright-core";
import { describeInBrowser, itInBrowser, signIn } from "../support/browser.ts";
import { made } from "../support/calls.ts";
import { testPassword } from "../support/app.ts";
import { hold } from "./hold.ts";
import { placesOf, tourLimitMs } from "./places.ts";
import { startShop, type Shop } from "./seed.ts";

/** Who is there, what the page is about, and what that refers to. */
const mostRounds = 3;
/** What is called good: https://web.dev/articles/cls */
const mostShift = 0.1;

const isStream = (request: Request): boolean => new URL(request.url()).pathname.endsWith("/stream");
const isCall = (request: Request): boolean => new URL(request.url()).pathname.startsWith("/v1/");

/** Everything drawn, and nothing left to do. */
const rest = `new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(go))))`;
const stands = `document.querySelector("main h1") !== null && document.querySelector(".skeleton") === null`;
const shifts = `new Promise((go) => {
  const found = [];
  const keep = (entries) => entries.filter(({ hadRecentInput }) => !hadRecentInput).forEach((entry) => found.push({
    value: entry.value,
    of: entry.sources.map(({ node }) => node?.nodeName + "." + (node?.className ?? "")),
  }));
  const observer = new PerformanceObserver((list) => keep(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => { keep(observer.takeRecords()); go(found); });
})`;

/** Counts, on the page, the calls it has begun: that one is held here is heard a moment later than that it was begun. */
const countCalls = `
  globalThis.begunCalls = 0;
  const { fetch } = globalThis;
  globalThis.fetch = (...given) => {
    const { pathname } = new URL(given[0]?.url ?? given[0], location.href);
    if (pathname.startsWith("/v1/") && !pathname.endsWith("/stream")) globalThis.begunCalls += 1;
    return fetch(...given);
  };
`;

interface Shift {
  readonly value: number;
  readonly of: readonly string[];
}

/**
 * Opens pages whose calls are answered in rounds: what a page asks for at once is answered at once, when everything else of
 * it is at rest. So the rounds are the calls in series, however fast the machine, and every state in between is drawn.
 * A page that asks again after some seconds waits for nothing: such a round is none.
 */
const openInRounds = async (page: Page): Promise<(address: string) => Promise<number>> => {
  await page.addInitScript(countCalls);
  let held: Route[] = [];
  let seen = 0;
  const underWay = new Set<Request>();
  page.on("request", (request) => void (isStream(request) || isCall(request) || underWay.add(request)));
  page.on("requestfinished", (request) => void underWay.delete(request));
  page.on("requestfailed", (request) => void underWay.delete(request));
  await page.route("**/v1/**", (route) => {
    if (isStream(route.request())) return route.continue();
    seen += 1;
    held.push(route);
  });
  return async (address) => {
    seen = 0;
    await page.goto(address);
    const asked = new Set<string>();
    for (let rounds = 0; ;) {
      await page.evaluate(rest);
      if (underWay.size > 0 || seen < Number(await page.evaluate("begunCalls"))) continue;
      if (held.length === 0) {
        if (await page.evaluate(stands)) return rounds;
        continue;
      }
      const answered = held;
      held = [];
      const known = asked.size;
      answered.forEach((route) => asked.add(route.request().url()));
      if (asked.size > known) rounds += 1;
      await Promise.all(
        answered.map(async (route) => {
          await route.continue();
          await (await route.request().response())?.finished();
        }),
      );
    }
  };
};

describeInBrowser("console › how pages load", () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop();
    // As long as lists are in a shop: what comes late moves more than in one of three customers.
    const { owner } = shop.tenant;
    const [template] = (await owner.get("/templates")).body.data;
    for (let one = 0; one < 12; one += 1)
      await made(owner, "/cards", { template_id: template.id, email: `guest${one}@example.com` });
  });
  after(() => shop.stop());

  for (const width of [1280, 360])
    itInBrowser(
      `stand after ${mostRounds} calls in series at most, and do not jump, ${width} px`,
      async (stage) => {
        const visit = await stage.visit({ width });
        const page = await signIn(visit, shop.app.url, shop.owner, "/staff");
        const open = await openInRounds(page);
        const wrong: string[] = [];
        for (const place of await placesOf(shop)) {
          const rounds = await open(`${shop.app.url}/console${place}`);
          const found: Shift[] = await page.evaluate(shifts);
          const shift = found.reduce((sum, { value }) => sum + value, 0);
          if (rounds > mostRounds) wrong.push(`${place}: ${rounds} calls in series`);
          if (shift >= mostShift) wrong.push(`${place}: ${shift.toFixed(2)} ${JSON.stringify(found)}`);
        }
        assert.deepEqual(wrong, []);
      },
      tourLimitMs,
    );

  itInBrowser("draws customers with their cards, so that no row grows under who reads it", async (stage) => {
    const visit = await stage.visit({ width: 360 });
    const page = await signIn(visit, shop.app.url, shop.owner, "/settings");
    const release = await hold(page, "**/v1/cards?**");
    const asked = page.waitForRequest("**/v1/cards?**");
    await page.goto(`${shop.app.url}/console/customers`);
    await asked;
    await page.locator(".skeleton").waitFor();
    assert.equal(await page.getByRole("row").count(), 0);
    release();
    await page.getByRole("row").filter({ hasText: "Asha Verma" }).getByText("Chai card").waitFor();
  });

  itInBrowser(
    "says where the choices of a field could not be read, and asks for them again",
    async (stage) => {
      const visit = await stage.visit();
      visit.expectAnswer(404, "/v1/voucher-templates");
      const page = await signIn(visit, shop.app.url, shop.owner, "/settings");
      const asked = "**/v1/voucher-templates?**";
      await page.route(asked, (route) => route.fulfill({ status: 404, body: "{}" }));
      await page.goto(`${shop.app.url}/console/issue-voucher`);
      const again = page.getByRole("main").getByRole("button", { name: visit.text("try_again") });
      await again.waitFor();
      await page.unroute(asked);
      await again.click();
      await again.waitFor({ state: "detached" });
      await page.getByRole("button", { name: visit.text("issue.template", {}, "customers") }).click();
      await page.getByRole("option").first().waitFor();
    },
  );

  itInBrowser("is where it was left after back and forward, and a link begins at the top", async (stage) => {
    const visit = await stage.visit({ height: 500 });
    const page = await signIn(visit, shop.app.url, shop.owner, "/customers");
    const isAt = (top: unknown): Promise<unknown> =>
      page.waitForFunction((y) => (globalThis as unknown as { scrollY: number }).scrollY === y, top);
    const focused = page.locator("main h1:focus");
    const link = page.getByRole("link", { name: "guest1@example.com" });
    await link.scrollIntoViewIfNeeded();
    const left = await page.evaluate("window.scrollY");
    assert.ok(Number(left) > 300);
    await link.click();
    await focused.filter({ hasText: "guest1@example.com" }).waitFor();
    await isAt(0);
    await page.goBack();
    await focused.filter({ hasText: visit.text("nav.customers") }).waitFor();
    await isAt(left);
    await page.goForward();
    await focused.filter({ hasText: "guest1@example.com" }).waitFor();
    await isAt(0);
    // Nothing is known any more: the list has its length again when the server has answered.
    await page
      .getByRole("banner")
      .getByRole("button", { name: visit.text("role.owner") })
      .click();
    await page.getByRole("menuitem", { name: visit.text("sign_out") }).click();
    await page.getByLabel(visit.text("sign_in.login")).fill(shop.owner.login);
    await page.getByLabel(visit.text("sign_in.password")).fill(testPassword);
    await page.getByRole("button", { name: visit.text("sign_in"), exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "guest1@example.com" }).waitFor();
    await page.goBack();
    await isAt(left);
    assert.ok(await link.isVisible());
  });
});
