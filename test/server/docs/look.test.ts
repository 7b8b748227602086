import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import { guides } from "../../../server/src/docs/guides.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { expectAccessible } from "../../support/axe.ts";
import { describeInBrowser, itInBrowser, signIn } from "../../support/browser.ts";

const looks = ["light", "dark"] as const;

describeInBrowser("docs page › in a browser", () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  for (const colorScheme of looks) {
    itInBrowser(`the first page and every guide are accessible, ${colorScheme}`, async ({ visit }) => {
      const { page } = await visit({ colorScheme });
      for (const slug of ["", ...guides.map((guide) => `/${guide.slug}`), "/files/samples"]) {
        await page.goto(`${app.url}/docs${slug}`);
        await page.locator("main h1").waitFor();
        assert.equal(await page.evaluate("document.documentElement.dataset.theme"), colorScheme);
        await expectAccessible(page, `/docs${slug}, ${colorScheme}`);
      }
    });

    itInBrowser(`the reference is accessible, ${colorScheme}`, async ({ visit }) => {
      const { page } = await visit({ colorScheme });
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(`${app.url}/docs/reference`);
      await expectAccessible(page, `/docs/reference, ${colorScheme}`);
      await page.getByRole("link", { name: "Add stamps to a card" }).click();
      await page.getByRole("heading", { name: "Add stamps to a card" }).waitFor();
      await expectAccessible(page, `/docs/reference/stamps, ${colorScheme}`);
      const foreign = asked.filter((url) => !url.startsWith(app.url) && !/^(data|blob):/.test(url));
      assert.deepEqual(foreign, []);
    });
  }

  itInBrowser("the guides fit a phone", async ({ visit }) => {
    const { page } = await visit({ width: 360 });
    for (const { slug } of guides) {
      await page.goto(`${app.url}/docs/${slug}`);
      assert.equal(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true, slug);
    }
  });

  itInBrowser("the bare address leads to the console, and the console to here", async ({ visit }) => {
    const who = await visit();
    const { owner } = await app.tenant();
    const login = `owner-${Date.now()}`;
    const password = "a long password";
    const staff = await owner.post("/staff", { name: "Olha", login, password, role: "owner" });
    assert.equal(staff.status, 201);
    await who.page.goto(app.url);
    assert.equal(new URL(who.page.url()).pathname, "/console");
    const page = await signIn(who, app.url, { login, password });
    const [tab] = await Promise.all([
      who.context.waitForEvent("page"),
      page.getByRole("link", { name: who.text("nav.docs") }).click(),
    ]);
    await tab.getByRole("heading", { name: "7stamp Connect" }).waitFor();
    assert.equal(new URL(tab.url()).pathname, "/docs");
  });

  itInBrowser("the look that was chosen in the console is the look here", async ({ visit }) => {
    const { page } = await visit({ colorScheme: "light" });
    await page.goto(`${app.url}/docs`);
    await page.evaluate("localStorage.setItem('theme', 'dark')");
    await page.reload();
    assert.equal(await page.evaluate("document.documentElement.dataset.theme"), "dark");
  });
});
