import { after, before } from "mocha";
import { describeInBrowser, itInBrowser, signIn } from "../support/browser.ts";
import { languages } from "../support/console-texts.ts";
import { expectUnbroken, expectWhole } from "./cut-text.ts";
import { ready, tourLimitMs, visitAll } from "./places.ts";
import { startShop, type Shop } from "./seed.ts";

describeInBrowser("console › tables", () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop();
  });
  after(() => shop.stop());

  itInBrowser("shows every column on a desk, also in a panel of half the page", async (stage) => {
    const visit = await stage.visit({ language: "en", width: 1280 });
    const page = await signIn(visit, shop.app.url, shop.owner, "/campaigns/new");
    for (const place of ["/campaigns/new", "/integrations/refusals", "/journal"]) {
      await page.goto(`${shop.app.url}/console${place}`);
      await ready(page);
      await page.locator(".table tbody tr").first().waitFor();
      await expectWhole(page, place);
    }
  });

  for (const language of languages)
    itInBrowser(
      `breaks no short code and no time over two lines, ${language}`,
      async (stage) => {
        const visit = await stage.visit({ language, width: 1280 });
        await visitAll(shop, visit, expectUnbroken);
      },
      tourLimitMs,
    );
});
