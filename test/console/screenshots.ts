import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before } from "mocha";
import type { Page } from "playwright-core";
import { describeInBrowser, itInBrowser } from "../support/browser.ts";
import { languages } from "../support/console-texts.ts";
import { expectWhole } from "./cut-text.ts";
import { visitAll } from "./places.ts";
import { startShop, type Shop } from "./seed.ts";

/*
 * `npm run screenshots`: a picture of every page, of signing in and of a card's own page, at 360 and 1280 px, in both
 * languages and both looks, into screenshots/. A line of text that is cut and a page that scrolls sideways fail it.
 */

const folder = fileURLToPath(new URL("../../screenshots", import.meta.url));

const fileName = (place: string): string =>
  place
    .slice(1)
    .replaceAll("/", "-")
    .replace(/[a-z]+_[0-9A-Z]+/i, "one") || "overview";

describeInBrowser("screenshots", () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop();
    await mkdir(folder, { recursive: true });
  });
  after(() => shop.stop());

  for (const language of languages) {
    for (const width of [360, 1280]) {
      for (const colorScheme of ["light", "dark"] as const) {
        itInBrowser(`of every page at ${width} px, ${language}, ${colorScheme}`, async (stage) => {
          const visit = await stage.visit({ language, width, height: 800, colorScheme });
          const take = async (page: Page, place: string): Promise<void> => {
            const name = `${fileName(place)}-${language}-${width}-${colorScheme}.png`;
            await page.screenshot({ path: join(folder, name), fullPage: true, animations: "disabled" });
            await expectWhole(page, `${place} at ${width} px, ${language}`);
          };
          const { body: cards } = await shop.tenant.owner.get("/cards?limit=1");
          await visit.page.goto(`${cards.data[0].link}?lang=${language}`);
          await take(visit.page, "/card-page");
          await visit.page.goto(`${shop.app.url}/console`);
          await visit.page.locator("main h1").waitFor();
          await take(visit.page, "/sign-in");
          await visitAll(shop, visit, take);
        });
      }
    }
  }
});
