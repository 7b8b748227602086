import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import { describeInBrowser, itInBrowser, signIn } from "../support/browser.ts";
import { startShop, type Shop } from "./seed.ts";

describeInBrowser("console › staff, messengers, settings", () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop();
  });
  after(() => shop.stop());

  itInBrowser(
    "adds a staff member with a strong password, who signs in; disabling names what ends",
    async (stage) => {
      const visit = await stage.visit();
      const text = (id: string, values?: Record<string, string | number>) => visit.text(id, values, "staff");
      const page = await signIn(visit, shop.app.url, shop.owner, "/staff");
      await page.getByRole("button", { name: text("staff.add") }).click();
      const form = page.getByRole("dialog", { name: text("staff.add_title") });
      await form.getByLabel(text("staff.name")).fill("Mina");
      await form.getByLabel(text("staff.login")).fill("mina.at.the.bar");
      await form.getByText(text("staff.role_help.manager")).click();
      await form.getByRole("button", { name: text("staff.add") }).click();
      const shown = page.getByRole("dialog", { name: text("staff.once_title", { name: "Mina" }) });
      const password = (await shown.getByText(/^([a-z1-9]{5}-){3}[a-z1-9]{5}$/).textContent()) ?? "";
      await shown.getByRole("button", { name: text("staff.once_done") }).click();
      const mina = await stage.visit();
      const herPage = await signIn(mina, shop.app.url, { login: "mina.at.the.bar", password }, "/staff");
      await herPage.getByText(text("staff.owner_only")).waitFor();
      await herPage.getByRole("row", { name: /MG Road/ }).waitFor();
      const staff = (await shop.tenant.owner.get("/staff")).body.data;
      const { id } = staff.find(({ login }: { login: string }) => login === "mina.at.the.bar");
      const { key } = (await shop.tenant.owner.post("/api-keys", { staff_id: id })).body;
      const target_url = `${shop.receiver.url}/mina`;
      assert.equal((await shop.app.client(key).post("/hooks", { target_url, events: ["*"] })).status, 201);
      await page.getByRole("row", { name: /Mina/ }).getByRole("button").click();
      await page.getByRole("menuitem", { name: text("staff.disable") }).click();
      const asked = page.getByRole("alertdialog", { name: text("staff.disable_title", { name: "Mina" }) });
      await asked.getByText(text("staff.disable_hooks", { count: 1, addresses: target_url })).waitFor();
      await asked.getByText(text("staff.disable_key")).waitFor();
      await asked.getByRole("button", { name: text("staff.disable") }).click();
      await page.getByRole("row", { name: /Mina/ }).getByText(visit.text("status.disabled")).waitFor();
      assert.equal((await shop.app.client(key).get("/me")).status, 401);
      mina.expectAnswer(401, "/v1/");
      await herPage.reload();
      await herPage.getByRole("heading", { name: visit.text("sign_in.title") }).waitFor();
    },
  );

  itInBrowser("says at the field that a login is taken by somebody, and keeps the rest", async (stage) => {
    const visit = await stage.visit();
    visit.expectAnswer(409, "/v1/staff");
    const text = (id: string) => visit.text(id, {}, "staff");
    const page = await signIn(visit, shop.app.url, shop.owner, "/staff");
    await page.getByRole("button", { name: text("staff.add") }).click();
    const form = page.getByRole("dialog", { name: text("staff.add_title") });
    await form.getByLabel(text("staff.name")).fill("Another");
    await form.getByLabel(text("staff.login")).fill(shop.owner.login);
    await form.getByRole("button", { name: text("staff.add") }).click();
    await form.getByRole("alert").waitFor();
    assert.equal(await form.getByLabel(text("staff.name")).inputValue(), "Another");
  });

  itInBrowser("tests and disconnects 7loc.com, and says what that means for campaigns", async (stage) => {
    const visit = await stage.visit({ language: "hi" });
    const text = (id: string) => visit.text(id, {}, "messengers");
    const page = await signIn(visit, shop.app.url, shop.owner, "/messengers");
    await page.getByRole("button", { name: text("messengers.test.check") }).click();
    await page.getByText(text("messengers.test.works")).waitFor();
    await page.getByLabel(text("messengers.test.phone")).fill("+91 98765 43219");
    await page.getByRole("button", { name: text("messengers.test.send") }).click();
    await page.getByText(text("messengers.test.sent")).waitFor();
    assert.equal(shop.sevenLoc.accepted.at(-1)?.to, "+919876543219");
    await page.getByRole("button", { name: text("messengers.disconnect") }).click();
    const asked = page.getByRole("alertdialog");
    await asked.getByText(text("messengers.without")).waitFor();
    await asked.getByRole("button", { name: text("messengers.disconnect") }).click();
    await page.getByText(text("messengers.empty")).waitFor();
    await page.getByRole("button", { name: text("messengers.connect") }).click();
    const form = page.getByRole("dialog", { name: text("messengers.connect_title") });
    await form.getByLabel(text("messengers.address")).fill(shop.sevenLoc.url);
    await form.getByLabel(text("messengers.token")).fill(shop.sevenLoc.token);
    await form.getByRole("button", { name: text("messengers.connect") }).click();
    await page.getByText(text("messengers.status.connected"), { exact: true }).waitFor();
  });

  itInBrowser(
    "changes the business, says which dates a new zone moves, and keeps the look",
    async (stage) => {
      const visit = await stage.visit();
      const text = (id: string, values?: Record<string, string>) => visit.text(id, values, "settings");
      const page = await signIn(visit, shop.app.url, shop.owner, "/settings");
      await page.getByLabel(text("settings.name")).fill("Chai & Co");
      await page.getByRole("combobox", { name: text("settings.time_zone") }).fill("Kathm");
      await page.getByRole("option", { name: /Kathmandu|Katmandu/ }).click();
      await page.getByText(text("settings.zone_moves_lead")).waitFor();
      const business = page.locator("form").first();
      await business.getByRole("button", { name: visit.text("save"), exact: true }).click();
      await page.getByRole("banner").getByText("Chai & Co").waitFor();
      const { body } = await shop.tenant.owner.get("/business");
      assert.equal(body.name, "Chai & Co");
      assert.match(body.time_zone, /^Asia\/Kath?mandu$/);
      await page.getByLabel(text("settings.address")).fill("12 MG Road");
      // Both forms say that they are saved in the same words, and the first is still to be read.
      const saving = page.waitForResponse((answer) => answer.request().method() === "PATCH");
      await page
        .locator("form")
        .nth(1)
        .getByRole("button", { name: visit.text("save"), exact: true })
        .click();
      assert.equal((await saving).status(), 200);
      await page.getByText(visit.text("saved"), { exact: true }).last().waitFor();
      assert.equal((await shop.tenant.owner.get("/business")).body.look.address, "12 MG Road");
    },
  );
});
