import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import { recipes } from "../../server/console/pages/integrations/recipes/recipes.ts";
import { eventNames } from "../../server/src/catalog/index.ts";
import { startTestApp, testPassword, type Tenant, type TestApp } from "../support/app.ts";
import { describeInBrowser, itInBrowser, signIn, type Visit } from "../support/browser.ts";
import { languages } from "../support/console-texts.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";

describeInBrowser("console › refusals, events, Zapier & Make", () => {
  let app: TestApp;
  let tenant: Tenant;
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
    app = await startTestApp();
    tenant = await app.tenant({ name: "Chai Corner" });
  });
  after(async () => {
    await app.stop();
    await receiver.close();
  });

  const textsOf = (visit: Visit) => (id: string, values?: Record<string, string | number>) =>
    visit.text(id, values, "integrations");
  const open = (visit: Visit, place: string, who = tenant) =>
    signIn(visit, app.url, { login: who.ownerLogin, password: testPassword }, `/integrations/${place}`);

  for (const language of languages) {
    itInBrowser(
      `tells why a step failed, repeats as one, and finds it by its number, ${language}`,
      async (stage) => {
        const shop = await app.tenant();
        const visit = await stage.visit({ language });
        const text = textsOf(visit);
        const page = await open(visit, "refusals", shop);
        await page.getByText(text("refusals.empty"), { exact: true }).waitFor();
        const stamp = () => shop.owner.post("/stamps", { card_number: "000000", count: 1 });
        await stamp();
        await stamp();
        const { body } = await stamp();
        await shop.owner.post("/customers", { email: "not an address" });
        await app.app.refusals.settle();
        await page.reload();
        const table = page.getByRole("table", { name: text("tabs.refusals") });
        const row = table.getByRole("row").filter({ hasText: "card_not_found" });
        await row.getByText(text("refusals.times", { count: 3 })).waitFor();
        await row.getByText(text("refused_call.add_stamps"), { exact: true }).waitFor();
        await row.getByText("POST /v1/stamps").waitFor();
        assert.equal(await table.getByRole("row").count(), 3);

        await page.getByRole("button", { name: text("refusals.code") }).click();
        await page.getByRole("option", { name: "validation_failed" }).click();
        await row.waitFor({ state: "detached" });
        await table.getByText("/email").waitFor();
        assert.match(page.url(), /code=validation_failed/);

        await page.goto(`${app.url}/console/integrations/refusals`);
        await table.waitFor();
        await page.getByRole("searchbox", { name: text("refusals.search") }).fill(body.request_id);
        await table.getByText("validation_failed").waitFor({ state: "detached" });
        await row.waitFor();
        assert.match(page.url(), new RegExp(`request=${String(body.request_id)}`));
      },
    );
  }

  itInBrowser("has the open tab in view on a phone, and the page stands still for it", async (stage) => {
    const visit = await stage.visit({ language: "hi", width: 360, height: 500 });
    const text = textsOf(visit);
    const page = await open(visit, "events");
    const row = page.getByRole("navigation", { name: visit.text("nav.integrations") });
    const expectInView = async (id: string): Promise<void> => {
      const tab = row.getByRole("listitem").filter({ has: page.getByRole("link", { name: text(id) }) });
      await row.locator("[aria-current=page]").and(tab).waitFor();
      const [frame, box] = [await row.boundingBox(), await tab.boundingBox()];
      assert.ok(frame && box);
      assert.ok(box.x >= frame.x - 1 && box.x + box.width <= frame.x + frame.width + 1, id);
      assert.equal(await page.evaluate("window.scrollY"), 0);
    };
    await expectInView("tabs.events");
    for (const id of ["tabs.refusals", "tabs.zapier_make", "tabs.webhooks", "tabs.api_keys"]) {
      await row.getByRole("link", { name: text(id) }).click();
      await expectInView(id);
    }
    await page.goBack();
    await expectInView("tabs.webhooks");
  });

  itInBrowser("explains every event, and sends a test of one to a hook of choice", async (stage) => {
    await tenant.owner.post("/hooks", { target_url: receiver.url, events: ["goal_reached"] });
    const visit = await stage.visit();
    const text = textsOf(visit);
    const page = await open(visit, "events");
    const table = page.getByRole("table", { name: text("tabs.events") });
    await table.waitFor();
    assert.equal(await table.getByRole("row").count(), 1 + eventNames.length);
    for (const name of eventNames) await table.getByText(text(`meaning.${name}`), { exact: true }).waitFor();
    await table.getByRole("link", { name: visit.text("event.goal_reached") }).click();
    await page.getByRole("link", { name: receiver.url }).waitFor();
    const members = page.getByRole("table", { name: text("catalogue.members") });
    await members.getByText("goal.target", { exact: true }).waitFor();
    await page.getByRole("button", { name: text("catalogue.send_test") }).click();
    const dialog = page.getByRole("dialog", { name: text("hooks.test") });
    await dialog.getByRole("button", { name: text("hooks.test_to") }).click();
    await page.getByRole("option", { name: receiver.url }).first().click();
    await dialog.getByRole("button", { name: text("hooks.test_send"), exact: true }).click();
    await dialog.getByText(text("hooks.test_arrived")).waitFor();
    assert.equal(receiver.requests.at(-1)?.headers["x-7stamp-event"], "goal_reached");
  });

  itInBrowser("shows what Zapier and Make made here, and a recipe's steps for each", async (stage) => {
    const target_url = `${receiver.url}/make`;
    await tenant.owner.post("/hooks", { target_url, events: ["stamp_added"], source: "make" });
    const visit = await stage.visit();
    const text = textsOf(visit);
    const page = await open(visit, "zapier-make");
    await page.getByText(text("recipes.none_made", { name: "Zapier" })).waitFor();
    await page.getByText(app.url, { exact: true }).waitFor();
    await page.getByRole("radio", { name: "Make" }).click();
    assert.match(page.url(), /with=make/);
    const made = page.getByRole("table", { name: text("recipes.made", { name: "Make" }) });
    await made.getByRole("link", { name: visit.text("event.stamp_added") }).waitFor();
    const recipe = recipes.find(({ id }) => id === "slack_goal");
    assert.ok(recipe);
    const { title, check } = recipe.texts.en;
    await page.getByRole("button", { name: `${text("recipes.show")}: ${title}` }).click();
    await page.getByText("Watch reached goals", { exact: true }).waitFor();
    await page.getByText(text("recipes.check", { how: check }), { exact: true }).waitFor();
  });
});
