import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { expectAccessible } from "../../support/axe.ts";
import { describeInBrowser, itInBrowser } from "../../support/browser.ts";

const wheel = (type: string) => ({
  type: "lottery",
  name: "Wheel",
  variants: [
    { type: "no_prize", probability: 0, name: "Nothing" },
    { type, probability: 100, name: "Big prize", greeting: "Lucky you!" },
    { type: "no_prize", probability: 0, name: "कुछ नहीं मिला आज तो" },
  ],
});

describeInBrowser("card page in a browser", function () {
  let app: TestApp;
  let owner: Client;
  let issued = 0;

  before(async () => {
    app = await startTestApp();
    owner = (await app.tenant()).owner;
  });
  after(() => app.stop());

  /** A card with all that a page can show: a spin, vouchers of each form and state, an award, a picture. */
  const fullCard = async (color: string | null): Promise<string> => {
    const goals = [
      { stamps: 2, reward: { type: "award", name: "Cookie" } },
      { stamps: 4, reward: wheel("award") },
      { stamps: 20, reward: { type: "award", name: "Cake" } },
    ];
    const look = { color, address: "12 Main Street" };
    const template_id = (await owner.post("/templates", { name: "Coffee card", goals, look })).body.id;
    issued += 1;
    const holder = { email: `c${issued}@example.com`, name: "Ann Lee" };
    const card = (await owner.post("/cards", { template_id, ...holder })).body;
    await owner.post("/stamps", { card_id: card.id, count: 5 });
    const give = (body: object) => owner.post("/vouchers", { card_id: card.id, title: "Gift", ...body });
    const all = { formats: ["text", "qr", "barcode"] };
    await give({ redeem_code: `A-LONG-CODE-OF-FORTY-LETTERS-AND-MORE.${issued}`, ...all });
    await give({ redeem_code: `SHORT${issued}`, ...all, valid_from: "2098-01-01T00:00:00Z" });
    const used = await give({ redeem_code: `USED${issued}` });
    await owner.post(`/vouchers/${used.body.id}/redeem`, {});
    return card.link;
  };

  /** Nothing is wider than the window, and no line of text is cut. */
  const expectRoom = async (page: Page, what: string): Promise<void> => {
    const cut = await page.evaluate(`[
      ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : []),
      ...[...document.querySelectorAll("h1,h2,h3,p,li,span:not(.unseen):not(.confetti),button")]
        .filter((one) => !one.matches(".unseen, .voucher") && getComputedStyle(one).display !== "inline")
        .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
        .map((one) => one.outerHTML.slice(0, 100))]`);
    assert.deepEqual(cut, [], what);
  };

  for (const color of [null, "#ffd400"])
    for (const language of ["en", "hi"] as const)
      for (const colorScheme of ["light", "dark"] as const)
        itInBrowser(
          `can be used by everybody: ${color ?? "no colour"}, ${language}, ${colorScheme}`,
          async (stage) => {
            const { page } = await stage.visit({ language, colorScheme, width: 360 });
            await page.goto(await fullCard(color));
            await page.locator("summary").click();
            await expectAccessible(page, "the card");
            await expectRoom(page, "the card");
            await page.getByRole("button").first().click();
            await page.getByRole("status").getByText("Big prize").waitFor();
            await expectAccessible(page, "the spin");
            await expectRoom(page, "the spin");
          },
        );

  itInBrowser(
    "comes to rest at what was won, which is said at once to who wants less motion",
    async (stage) => {
      const { page } = await stage.visit({ width: 360 });
      await page.goto(await fullCard("#0b7a75"));
      assert.equal(await page.locator(".wheel.waits").count(), 1);
      await page.getByRole("button", { name: "Spin now" }).click();
      const told = page.getByRole("status");
      await told.getByText("You won: Big prize").waitFor();
      assert.equal(new URL(page.url()).hash, "#outcome");
      const running = await page.evaluate("document.getAnimations().length");
      assert.equal(running, 0);
      const [top] = await page.locator(".wheel.turns text").allTextContents();
      assert.equal(top, "Big prize");
    },
  );

  itInBrowser(
    "has its style in a frame without an origin, as the preview of a draft is shown",
    async (stage) => {
      const { page } = await stage.visit({ width: 800 });
      const link = await fullCard("#0b7a75");
      const html = (await (await fetch(link)).text()).replaceAll('href="assets/', 'href="/c/assets/');
      await page.goto(link);
      await page.evaluate(`((html) => {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "");
      frame.srcdoc = html;
      document.body.append(frame);
    })(${JSON.stringify(html)})`);
      await page.frameLocator("iframe").locator(".face").waitFor();
      const [itself, inFrame] = await Promise.all(
        page
          .frames()
          .map((frame) =>
            frame.evaluate("getComputedStyle(document.querySelector('.face')).backgroundColor"),
          ),
      );
      assert.equal(itself, "rgb(11, 122, 117)");
      assert.equal(inFrame, itself);
    },
  );
});
