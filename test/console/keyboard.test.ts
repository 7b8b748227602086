import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import type { Locator, Page, Route } from "playwright-core";
import { startTestApp, testPassword, type TestApp, type Tenant } from "../support/app.ts";
import { describeInBrowser, itInBrowser, signIn } from "../support/browser.ts";
import { made } from "../support/calls.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";

/** Goes on with Tab, or back, until this has the focus. */
const tabTo = async (page: Page, wanted: Locator, key = "Tab"): Promise<void> => {
  const focused = wanted.and(page.locator(":focus"));
  for (let pressed = 0; (await focused.count()) === 0; pressed += 1) {
    assert.ok(pressed < 40, `Tab never came to ${String(wanted)}`);
    await page.keyboard.press(key);
  }
};

describeInBrowser("console › with the keyboard alone", () => {
  let app: TestApp;
  let tenant: Tenant;
  let receiver: Receiver;
  before(async () => {
    [app, receiver] = await Promise.all([startTestApp(), startReceiver()]);
    tenant = await app.tenant();
  });
  after(() => Promise.all([app.stop(), receiver.close()]));

  const owner = () => ({ login: tenant.ownerLogin, password: testPassword });

  itInBrowser("generates a key, and the focus returns to where it was", async (stage) => {
    const name = "Kim Keyboard";
    await made(tenant.owner, "/staff", { name, login: "kim", password: testPassword, role: "scanner" });
    const visit = await stage.visit();
    const text = (id: string) => visit.text(id, {}, "integrations");
    const page = await signIn(visit, app.url, owner(), "/integrations/api-keys");
    const add = page.getByRole("button", { name: text("keys.add") });
    await add.waitFor();
    await add.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: text("keys.generate_title") });
    await dialog.getByRole("button", { name: text("keys.scanner") }).waitFor();
    await tabTo(page, dialog.getByRole("button", { name: text("keys.scanner") }));
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name }).waitFor();
    await page.keyboard.type("Kim");
    await page.keyboard.press("Enter");
    await page.getByRole("listbox").waitFor({ state: "detached" });
    await tabTo(page, dialog.getByRole("button", { name: text("keys.generate"), exact: true }));
    await page.keyboard.press("Enter");
    const shown = page.getByRole("dialog", { name: text("keys.once_title") });
    await shown.waitFor();
    await tabTo(page, shown.getByRole("button", { name: text("keys.once_done") }));
    await page.keyboard.press("Enter");
    await shown.waitFor({ state: "detached" });
    await add.and(page.locator(":focus")).waitFor();
    await page.getByRole("row", { name: new RegExp(name) }).waitFor();
  });

  itInBrowser("adds a webhook, is led to what was refused, and reads the secret", async (stage) => {
    const visit = await stage.visit({ language: "hi" });
    const text = (id: string) => visit.text(id, {}, "integrations");
    visit.expectAnswer(422, "/v1/hooks");
    const page = await signIn(visit, app.url, owner(), "/integrations/webhooks");
    const add = page.getByRole("link", { name: text("hooks.add") }).first();
    await add.focus();
    await page.keyboard.press("Enter");
    await page.locator("main h1:focus").waitFor();
    const address = page.getByLabel(text("hooks.address"));
    await tabTo(page, address);
    await page.keyboard.type("http://10.0.0.1/crm");
    await tabTo(page, page.getByRole("checkbox", { name: visit.text("event.card_issued") }));
    await page.keyboard.press("Space");
    await tabTo(page, page.getByRole("button", { name: text("hooks.add"), exact: true }));
    await page.keyboard.press("Enter");
    await page.locator("input[aria-invalid=true]").and(address).waitFor();
    await tabTo(page, address, "Shift+Tab");
    await page.keyboard.press("Control+A");
    await page.keyboard.type(receiver.url);
    await page.keyboard.press("Enter");
    const shown = page.getByRole("dialog", { name: text("hooks.secret_title") });
    await shown.getByText(/^whsec_/).waitFor();
    await tabTo(page, shown.getByRole("button", { name: text("hooks.secret_done") }));
    await page.keyboard.press("Enter");
    await shown.waitFor({ state: "detached" });
    const { data } = (await tenant.owner.get("/hooks")).body;
    assert.deepEqual(
      data.map((hook: { target_url: string; events: string[] }) => [hook.target_url, hook.events]),
      [[receiver.url, ["card_issued"]]],
    );
  });

  itInBrowser("issues a voucher for a customer found by typing", async (stage) => {
    const { id } = await made(tenant.owner, "/customers", { name: "Ann Lee", email: "ann@example.com" });
    await made(tenant.owner, "/voucher-templates", { title: "A free coffee", formats: ["text", "qr"] });
    const visit = await stage.visit();
    const text = (name: string) => visit.text(name, {}, "customers");
    const page = await signIn(visit, app.url, owner(), "/issue-voucher");
    await page.getByRole("heading", { level: 1 }).waitFor();
    const choice = page.getByRole("button", { name: text("issue.template") });
    await choice.waitFor();
    await page.locator("main").focus();
    await tabTo(page, choice);
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: /^A free coffee/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("listbox").waitFor({ state: "detached" });
    await tabTo(page, page.getByRole("combobox", { name: text("issue.customer") }));
    await page.keyboard.type("Ann");
    await page.getByRole("option", { name: /^Ann Lee/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("button", { name: text("issue.submit") }));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: text("issue.done") }).waitFor();
    const [voucher] = (await tenant.owner.get("/vouchers")).body.data;
    assert.equal(voucher.customer_id, id);
  });

  itInBrowser("opens a list whose choices are still on their way, and they come into it", async (stage) => {
    const title = "A free waffle";
    await made(tenant.owner, "/voucher-templates", { title, formats: ["text"] });
    const visit = await stage.visit();
    const text = (name: string) => visit.text(name, {}, "customers");
    const page = await signIn(visit, app.url, owner(), "/overview");
    const held: Route[] = [];
    await page.route("**/v1/voucher-templates?**", (route) => void held.push(route));
    await page.goto(`${app.url}/console/issue-voucher`);
    const choice = page.getByRole("button", { name: text("issue.template") });
    await choice.waitFor();
    await tabTo(page, choice);
    await page.keyboard.press("Enter");
    const list = page.getByRole("listbox");
    await list.getByText(visit.text("loading")).waitFor();
    assert.ok(held.length > 0);
    await Promise.all(held.map((route) => route.continue()));
    await list.getByRole("option", { name: title }).waitFor();
    await page.keyboard.press("Enter");
    await list.waitFor({ state: "detached" });
    await page.getByRole("button", { name: title }).waitFor();
  });
});
