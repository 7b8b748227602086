import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import type { Locator, Page } from "playwright-core";
import { startTestApp, testPassword, type TestApp, type Tenant } from "../support/app.ts";
import { describeInBrowser, itInBrowser, signIn, type Visit } from "../support/browser.ts";
import { languages } from "../support/console-texts.ts";

describeInBrowser("console › shell", () => {
  let app: TestApp;
  let tenant: Tenant;
  before(async () => {
    app = await startTestApp();
    tenant = await app.tenant({ name: "Chai Corner" });
  });
  after(() => app.stop());

  const owner = () => ({ login: tenant.ownerLogin, password: testPassword });
  /** Opens the form of a location and types its name. */
  const beginLocation = async ({ text }: Visit, page: Page, name: string): Promise<Locator> => {
    const add = text("locations.add", {}, "staff");
    await page.getByRole("button", { name: add }).first().click();
    const form = page.getByRole("dialog", { name: add });
    await form.getByLabel(text("locations.name", {}, "staff")).fill(name);
    return form;
  };
  const addStaff = async (name: string, role = "scanner"): Promise<{ login: string; password: string }> => {
    const login = app.platform.newId("st");
    const { status, text } = await tenant.owner.post("/staff", { name, login, password: testPassword, role });
    assert.equal(status, 201, text);
    return { login, password: testPassword };
  };
  const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
  const openMenu = async ({ page }: Visit, name: string): Promise<void> =>
    page.getByRole("banner").getByRole("button", { name }).click();

  itInBrowser(
    "lets nobody in with a wrong password, and says why; the right one opens the place asked for",
    async (stage) => {
      const visit = await stage.visit();
      visit.expectAnswer(401, "/v1/session");
      const { page, text } = visit;
      await page.goto(`${app.url}/console/staff`);
      await page.getByLabel(text("sign_in.login")).fill(tenant.ownerLogin);
      await page.getByLabel(text("sign_in.password")).fill("not the password");
      await page.getByRole("button", { name: text("sign_in"), exact: true }).click();
      await page.getByRole("alert").waitFor();
      assert.equal(await page.getByLabel(text("sign_in.login")).inputValue(), tenant.ownerLogin);
      await page.getByLabel(text("sign_in.password")).fill(testPassword);
      await page.getByRole("button", { name: text("sign_in"), exact: true }).click();
      await heading(page, text("nav.staff")).waitFor();
      assert.equal(new URL(page.url()).pathname, "/console/staff");
      assert.equal(await page.title(), `${text("nav.staff")} · 7stamp`);
    },
  );

  for (const language of languages) {
    itInBrowser(`generates a key in the pop-up that works, in ${language}`, async (stage) => {
      const name = `Sam ${language}`;
      await addStaff(name);
      const visit = await stage.visit({ language });
      const text = (id: string, values?: Record<string, string>) => visit.text(id, values, "integrations");
      const page = await signIn(visit, app.url, owner(), "/integrations/api-keys");
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      await page.getByRole("button", { name: text("keys.add") }).click();
      const dialog = page.getByRole("dialog", { name: text("keys.generate_title") });
      await dialog.getByRole("button", { name: text("keys.scanner") }).click();
      await page.getByRole("option", { name }).click();
      await dialog.getByRole("button", { name: text("keys.generate"), exact: true }).click();
      const shown = page.getByRole("dialog", { name: text("keys.once_title") });
      await shown.getByText(text("keys.once_warning", { name })).waitFor();
      const key = await shown.getByText(/^7loc_sc_\w+$/).textContent();
      const me = await app.client(key ?? "").get("/me");
      assert.deepEqual([me.status, me.body.staff.name], [200, name]);
      // Kept until the person says that they have it.
      await page.keyboard.press("Escape");
      await shown.getByRole("button", { name: text("keys.once_done") }).click();
      await shown.waitFor({ state: "detached" });
      await page.getByRole("row", { name: new RegExp(name) }).waitFor();
      assert.equal(await page.getByText(key ?? "", { exact: true }).count(), 0);
    });
  }

  for (const language of languages)
    itInBrowser(
      `keeps what was typed when the session ends: signed in over the page, it is saved, ${language}`,
      async (stage) => {
        const visit = await stage.visit({ language });
        visit.expectAnswer(401, "/v1/");
        const { text } = visit;
        const street = `Harbour Street ${language}`;
        const page = await signIn(visit, app.url, owner(), "/staff");
        const form = await beginLocation(visit, page, street);
        await visit.context.clearCookies();
        await form.getByRole("button", { name: text("save") }).click();
        const again = page.getByRole("dialog", { name: text("sign_in.again") });
        await again.getByLabel(text("sign_in.password")).fill(testPassword);
        await again.getByRole("button", { name: text("sign_in"), exact: true }).click();
        await form.waitFor({ state: "detached" });
        await page.getByRole("row", { name: street }).waitFor();
        const { body } = await tenant.owner.get("/locations");
        assert.equal(body.data.filter(({ name }: { name: string }) => name === street).length, 1);
      },
    );

  for (const language of languages)
    itInBrowser(
      `signs out of every tab, and shows nothing of one person to the next, ${language}`,
      async (stage) => {
        const next = await app.tenant();
        const visit = await stage.visit({ language });
        const { text } = visit;
        const page = await signIn(visit, app.url, owner(), "/staff");
        await page.getByRole("row", { name: new RegExp(tenant.ownerLogin) }).waitFor();
        const other = await visit.openTab();
        await other.goto(`${app.url}/console/staff`);
        await other.getByRole("row", { name: new RegExp(tenant.ownerLogin) }).waitFor();
        await openMenu(visit, text("role.owner"));
        await page.getByRole("menuitem", { name: text("sign_out") }).click();
        for (const tab of [page, other]) {
          await tab.getByRole("heading", { name: text("sign_in.title") }).waitFor();
          // What the next person's page asks for does not come: whatever it shows then, it had kept.
          await tab.route("**/v1/staff?**", () => undefined);
        }
        await other.getByLabel(text("sign_in.login")).fill(next.ownerLogin);
        await other.getByLabel(text("sign_in.password")).fill(testPassword);
        await other.getByRole("button", { name: text("sign_in"), exact: true }).click();
        for (const tab of [page, other]) {
          await heading(tab, text("nav.staff")).waitFor();
          assert.equal(await tab.getByText(tenant.ownerLogin).count(), 0);
        }
      },
    );

  for (const language of languages)
    itInBrowser(
      `says that there is no connection, keeps what was typed, and goes on when it is back, ${language}`,
      async (stage) => {
        const visit = await stage.visit({ language });
        const { text } = visit;
        const street = `Station Road ${language}`;
        const page = await signIn(visit, app.url, owner(), "/staff");
        const form = await beginLocation(visit, page, street);
        await visit.setOffline(true);
        await form.getByRole("button", { name: text("save") }).click();
        await form.getByText(text("problem.offline")).waitFor();
        await page.getByText(text("offline"), { exact: true }).waitFor({ state: "attached" });
        await visit.setOffline(false);
        await page.getByText(text("offline"), { exact: true }).waitFor({ state: "detached" });
        assert.equal(await form.getByLabel(text("locations.name", {}, "staff")).inputValue(), street);
        await form.getByRole("button", { name: text("save") }).click();
        await form.waitFor({ state: "detached" });
        await page.getByRole("row", { name: street }).waitFor();
      },
    );

  itInBrowser(
    "says that an unknown address is none, leads home, and goes back by the browser's button",
    async (stage) => {
      const visit = await stage.visit();
      const { text } = visit;
      const page = await signIn(visit, app.url, owner(), "/no/such/page");
      await heading(page, text("not_found")).waitFor();
      const navigation = page.getByRole("navigation", { name: text("nav"), exact: true });
      await navigation.getByRole("link", { name: text("nav.staff") }).click();
      await heading(page, text("nav.staff")).waitFor();
      await page.goBack();
      await heading(page, text("not_found")).waitFor();
      await page.goForward();
      await heading(page, text("nav.staff")).waitFor();
      await page.reload();
      await heading(page, text("nav.staff")).waitFor();
    },
  );

  itInBrowser("changes the language and the look at once, and both stay", async (stage) => {
    const visit = await stage.visit();
    const page = await signIn(visit, app.url, owner(), "/staff");
    await openMenu(visit, visit.text("language"));
    await page.getByRole("menuitemradio", { name: "हिन्दी" }).click();
    await page.locator('html[lang="hi"]').waitFor();
    await openMenu(visit, "रूप");
    await page.getByRole("menuitemradio").nth(2).click();
    await page.locator('html[data-theme="dark"]').waitFor();
    await openMenu(visit, "रूप");
    await page.getByRole("menuitemradio", { name: "गहरा", checked: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.locator('html[lang="hi"][data-theme="dark"] main h1').waitFor();
  });

  itInBrowser("goes with the system from light to dark, until a look is chosen", async (stage) => {
    const visit = await stage.visit({ colorScheme: "light" });
    const page = await signIn(visit, app.url, owner(), "/staff");
    await page.locator('html[data-theme="light"] main h1').waitFor();
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator('html[data-theme="dark"]').waitFor();
    await openMenu(visit, visit.text("theme"));
    await page.getByRole("menuitemradio").nth(2).click();
    await page.emulateMedia({ colorScheme: "light" });
    await page.reload();
    await page.locator('html[data-theme="dark"] main h1').waitFor();
  });

  for (const language of languages)
    itInBrowser(`shows a scanner the places they may use, and no others, ${language}`, async (stage) => {
      const visit = await stage.visit({ language });
      const { text } = visit;
      const page = await signIn(visit, app.url, await addStaff(`Sid Scanner ${language}`), "/settings");
      await heading(page, text("forbidden")).waitFor();
      const navigation = page.getByRole("navigation", { name: text("nav"), exact: true });
      await navigation.getByRole("link", { name: text("nav.tills") }).waitFor();
      for (const id of ["nav.staff", "nav.settings", "nav.messengers"])
        assert.equal(await navigation.getByRole("link", { name: text(id) }).count(), 0, id);
    });
});
