import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import { expectAccessible, expectAccessibleIn } from "../support/axe.ts";
import { describeInBrowser, itInBrowser, signIn } from "../support/browser.ts";
import { languages } from "../support/console-texts.ts";
import { expectOneEdge, expectWhole } from "./cut-text.ts";
import { ready, tourLimitMs, visitAll } from "./places.ts";
import { startShop, type Shop } from "./seed.ts";

/** Dialogs that one press opens: where, and by which text of which area. */
const dialogs = [
  { place: "/integrations/api-keys", button: "keys.add", area: "integrations" },
  { place: "/integrations/events/goal_reached", button: "catalogue.send_test", area: "integrations" },
  { place: "/staff", button: "staff.add", area: "staff" },
  { place: "/staff", button: "locations.add", area: "staff" },
  { place: "/tills", button: "tills.add", area: "tills" },
  { place: "/templates", button: "templates.import", area: "templates" },
  { place: "/messengers", button: "messengers.change", area: "messengers" },
  { place: "/messengers", button: "messengers.disconnect", area: "messengers" },
] as const;

/** Each page is judged by all rules in one look of each language, and by those of colours in the other. */
const looks = [
  { language: "en", colorScheme: "light", other: "dark" },
  { language: "hi", colorScheme: "dark", other: "light" },
] as const;

describeInBrowser("console › for everybody", () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop();
  });
  after(() => shop.stop());

  for (const { language, colorScheme, other } of looks)
    itInBrowser(
      `has no serious fault on any page, ${language}, ${colorScheme}`,
      async (stage) => {
        const visit = await stage.visit({ language, colorScheme });
        await visit.page.goto(`${shop.app.url}/console`);
        await visit.page.locator("main h1").waitFor();
        await expectAccessible(visit.page, "signing in");
        await expectAccessibleIn(visit.page, other, "signing in");
        await visit.page.emulateMedia({ colorScheme });
        await visitAll(shop, visit, async (page, place) => {
          await expectAccessible(page, `${place}, ${language}, ${colorScheme}`);
          await expectWhole(page, place);
          await expectAccessibleIn(page, other, `${place}, ${language}`);
          await page.emulateMedia({ colorScheme });
        });
      },
      tourLimitMs,
    );

  for (const language of languages) {
    itInBrowser(
      `has no serious fault in dialogs, ${language}`,
      async (stage) => {
        const visit = await stage.visit({ language, width: 360, colorScheme: "dark" });
        const page = await signIn(visit, shop.app.url, shop.owner, "/staff");
        for (const { place, button, area } of dialogs) {
          await page.goto(`${shop.app.url}/console${place}`);
          await ready(page);
          await page.getByRole("button", { name: visit.text(button, {}, area), exact: true }).click();
          await page.locator(".dialog").waitFor();
          await page.locator(".dialog .skeleton").waitFor({ state: "detached" });
          await expectAccessible(page, `${button} on ${place}, ${language}`);
          await expectWhole(page, `${button} on ${place}, ${language}`);
        }
      },
      tourLimitMs,
    );

    itInBrowser(`reads the phone's page and its menu, ${language}`, async (stage) => {
      const visit = await stage.visit({ language, width: 360 });
      const page = await signIn(visit, shop.app.url, shop.owner, "/staff");
      await ready(page);
      await page.getByRole("button", { name: visit.text("nav.open") }).click();
      await page.getByRole("navigation", { name: visit.text("nav"), exact: true }).waitFor();
      await expectAccessible(page, `the open menu, ${language}`);
      await expectWhole(page, `the open menu, ${language}`);
    });

    itInBrowser(`has its buttons in their places on a phone, ${language}`, async (stage) => {
      const visit = await stage.visit({ language, width: 360 });
      const page = await signIn(visit, shop.app.url, shop.owner, "/staff");
      await ready(page);
      await expectOneEdge(page, "staff");
      await page.goto(`${shop.app.url}/console/journal`);
      await ready(page);
      await page.getByRole("row").nth(1).waitFor();
      await expectOneEdge(page, "the journal");
      const { id } = (await shop.tenant.owner.get("/hooks?limit=1")).body.data[0];
      await page.goto(`${shop.app.url}/console/integrations/webhooks/${String(id)}`);
      await ready(page);
      const more = await page
        .getByRole("button", { name: visit.text("hooks.more", {}, "integrations") })
        .boundingBox();
      const edit = await page.getByRole("link", { name: visit.text("edit") }).boundingBox();
      assert.equal(more?.y, edit?.y);
    });
  }
});
