import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import { startTestApp, testPassword, type Tenant, type TestApp } from "../support/app.ts";
import { expectAccessible, expectAccessibleIn } from "../support/axe.ts";
import { watchFaults } from "../support/browser-faults.ts";
import { describeInBrowser, itInBrowser, signIn } from "../support/browser.ts";

describeInBrowser("a browser in tests", () => {
  let app: TestApp;
  let tenant: Tenant;
  before(async () => {
    app = await startTestApp();
    tenant = await app.tenant();
  });
  after(() => app.stop());

  itInBrowser("signs in, and finds nothing wrong with the page of API keys", async (stage) => {
    const visit = await stage.visit();
    const who = { login: tenant.ownerLogin, password: testPassword };
    const page = await signIn(visit, app.url, who, "/integrations/api-keys");
    await page.getByRole("table").waitFor();
    await expectAccessible(page, "API keys");
  });

  itInBrowser(
    "is told of errors of the page, error lines, refused calls and what the policy refuses",
    async (stage) => {
      const { context, page } = await stage.visit();
      const other = await context.browser()?.newContext();
      assert.ok(other);
      const faults = await watchFaults(other);
      const watched = await other.newPage();
      await watched.goto(`${app.url}/console`);
      await watched.evaluate(`setTimeout(() => { throw new Error("nobody catches this") })`);
      await watched.evaluate(`console.error("a line")`);
      await watched.evaluate(`fetch("/v1/business").then(() => null)`);
      await watched.evaluate(`(() => {
      const image = document.body.appendChild(document.createElement("img"));
      return new Promise((resolve) => {
        document.addEventListener("securitypolicyviolation", () => resolve(null));
        image.src = "http://elsewhere.test/picture.png";
      });
    })()`);
      for (const part of ["nobody catches this", "a line", "status of 401", "securitypolicyviolation"]) {
        assert.ok(
          faults.all.some((fault) => fault.includes(part)),
          `${part} in ${faults.all.join("\n")}`,
        );
      }
      assert.throws(() => faults.expectNone());
      await other.close();
      await page.goto(`${app.url}/console`);
      await page.evaluate(`document.body.innerHTML = "<input>"`);
      await assert.rejects(expectAccessible(page, "a field without a name"), /label/);
      await page.evaluate(`document.body.innerHTML = "<main><h1>Ink</h1></main>"`);
      await page.evaluate(`document.querySelector("h1").style.color = "#222"`);
      await expectAccessible(page, "ink on paper");
      await assert.rejects(expectAccessibleIn(page, "dark", "ink in the dark"), /color-contrast/);
    },
  );
});
