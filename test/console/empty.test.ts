import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import { startTestApp, testPassword, type TestApp } from "../support/app.ts";
import { describeInBrowser, itInBrowser, signIn, type Stage } from "../support/browser.ts";
import { made } from "../support/calls.ts";
import { patterns, ready, tourLimitMs } from "./places.ts";

/** What the buttons on a page say, and which of them stand in an empty list. */
const findButtons = `[...document.querySelectorAll("main .button")]
  .filter((button) => button.checkVisibility() && button.innerText.trim() !== "")
  .map((button) => ({ says: button.innerText.trim(), isInEmpty: button.closest(".empty") !== null }))`;

interface Said {
  readonly says: string;
  readonly isInEmpty: boolean;
}

describeInBrowser("console › a new business", () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const story = async (stage: Stage): Promise<void> => {
    const tenant = await app.tenant();
    const customer = await made(tenant.owner, "/customers", { name: "Asha" });
    const places = [...patterns.filter((path) => !path.includes(":")), `/customers/${customer.id}`];
    const visit = await stage.visit({ width: 1280 });
    const page = await signIn(visit, app.url, { login: tenant.ownerLogin, password: testPassword });
    const offered: string[] = [];
    for (const place of places) {
      await page.goto(`${app.url}/console${place}`);
      await ready(page);
      const buttons = await page.evaluate<readonly Said[]>(findButtons);
      for (const { says } of buttons.filter(({ isInEmpty }) => isInEmpty)) {
        offered.push(place);
        assert.deepEqual(
          buttons.filter((one) => one.says === says).map(({ isInEmpty }) => isInEmpty),
          [true],
          `${place}: ${says}`,
        );
      }
    }
    for (const place of ["/campaigns", "/integrations/webhooks", "/staff", "/templates", "/tills"])
      assert.ok(offered.includes(place), `nothing is offered on ${place}: ${offered.join()}`);
    assert.ok(offered.includes(`/customers/${customer.id}`), offered.join());
  };

  itInBrowser("is offered what to do first once on each page, in the empty list", story, tourLimitMs);
});
