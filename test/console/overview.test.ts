import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import { startTestApp, testPassword, type Tenant, type TestApp } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { describeInBrowser, itInBrowser, signIn } from "../support/browser.ts";
import { made } from "../support/calls.ts";

const area = "overview";

describeInBrowser("the overview", () => {
  let app: TestApp;
  let tenant: Tenant;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  for (const [language, colorScheme] of [
    ["en", "light"],
    ["hi", "dark"],
  ] as const) {
    itInBrowser(`leads an empty shop through its first steps, and counts (${language})`, async (stage) => {
      tenant = await app.tenant();
      const visit = await stage.visit({ language, colorScheme });
      const text = (id: string, values = {}): string => visit.text(id, values, area);
      const page = await signIn(visit, app.url, { login: tenant.ownerLogin, password: testPassword });
      // The owner of a test has a key.
      await page.getByText(text("steps.done", { done: 1, of: 6 })).waitFor();
      await page.getByText("–", { exact: true }).waitFor();
      await page.getByText(text("rate.divides", { redeemed: 0, issued: 0 })).waitFor();
      await page.locator("canvas").first().waitFor();
      await expectAccessible(page, "the overview of an empty shop");
      await page.getByRole("link", { name: text("step.template_do") }).waitFor();
      const template = (await made(tenant.owner, "/templates", { name: "Coffee", goals: [] })).id;
      const card = await made(tenant.owner, "/cards", { template_id: template, email: "a@example.com" });
      await made(tenant.owner, "/stamps", { card_id: card.id, count: 3 });
      // More newer cards without a stamp than a page of the list has.
      for (let one = 0; one < 25; one += 1)
        await made(tenant.owner, "/cards", { template_id: template, email: `b${one}@example.com` });
      const voucher = await made(tenant.owner, "/vouchers", { title: "A cake", card_id: card.id });
      await made(tenant.owner, "/vouchers", { title: "A cookie", card_id: card.id });
      await made(tenant.owner, `/vouchers/${voucher.id}/redeem`, {});
      await page.reload();
      await page.getByText(text("steps.done", { done: 5, of: 6 })).waitFor();
      await page.getByText("50%", { exact: true }).waitFor();
      await page.getByText(text("rate.divides", { redeemed: 1, issued: 2 })).waitFor();
      const stamps = text("chart.stamps");
      await page.getByText(text("as_table", { title: stamps })).click();
      const today = page.getByRole("table", { name: stamps }).getByRole("row").nth(1);
      const soFar = text("so_far", { name: "" }).trim();
      assert.ok((await today.innerText()).includes(soFar), soFar);
      await today.getByRole("cell", { name: "3", exact: true }).waitFor();
      await page.getByRole("radio", { name: text("interval.month") }).click();
      await page.getByText(text("lead.month", { count: 12 })).waitFor();
      await page.reload();
      await page.getByText(text("lead.month", { count: 12 })).waitFor();
      await page.getByText("50%", { exact: true }).waitFor();
      await expectAccessible(page, "the overview by month");
    });
  }
});
