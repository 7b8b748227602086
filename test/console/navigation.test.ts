import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import type { Page } from "playwright-core";
import { describeInBrowser, itInBrowser, type Stage } from "../support/browser.ts";
import { tourLimitMs, visitAll } from "./places.ts";
import { startShop, type Shop } from "./seed.ts";

describeInBrowser("console › navigation", () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop();
  });
  after(() => shop.stop());

  const story = async (stage: Stage): Promise<void> => {
    const look = async (page: Page, place: string): Promise<void> => {
      const here = await page.locator(".nav-place[aria-current=page]").allInnerTexts();
      assert.equal(here.length, 1, `${place}: ${here.join()}`);
    };
    await visitAll(shop, await stage.visit(), look);
  };

  itInBrowser("shows where each page belongs: to one place", story, tourLimitMs);
});
