import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach } from "mocha";
import type { Locator, Page } from "playwright-core";
import { startTestApp, testPassword, type Tenant, type TestApp } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { describeInBrowser, itInBrowser, signIn, type Visit } from "../support/browser.ts";
import { assertRefused, made } from "../support/calls.ts";

const area = "customers";

describeInBrowser("customers", () => {
  let app: TestApp;
  let tenant: Tenant;
  let template: string;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    tenant = await app.tenant();
    const goals = [
      { stamps: 2, reward: { type: "award", name: "A cookie" } },
      { stamps: 5, reward: { type: "award", name: "A cake" } },
    ];
    template = (await made(tenant.owner, "/templates", { name: "Coffee", goals })).id;
  });

  const open = (visit: Visit, place: string): Promise<Page> =>
    signIn(visit, app.url, { login: tenant.ownerLogin, password: testPassword }, place);

  const issueCard = () =>
    made(tenant.owner, "/cards", { template_id: template, email: "ann@example.com", name: "Ann Lee" });

  const press = (page: Page, name: string): Promise<void> =>
    page.getByRole("button", { name, exact: true }).click();

  const errorsOf = (page: Page): Promise<string[]> => page.locator(".field-error").allInnerTexts();

  /** What is told to be wrong with a field, as a reader hears it. */
  const errorOf = async (field: Locator): Promise<string | null> => {
    if ((await field.getAttribute("aria-invalid")) !== "true") return null;
    const ids = (await field.getAttribute("aria-describedby"))?.split(" ") ?? [];
    const texts = field.page().locator(ids.map((id) => `.field-error[id="${id}"]`).join());
    return texts.innerText();
  };

  /** A radio button's own input is too small to be pressed; its label is what a person sees. */
  const choose = (page: Page, label: string): Promise<void> =>
    page.locator("label").filter({ hasText: label }).click();

  for (const language of ["en", "hi"] as const) {
    itInBrowser(`gives a new customer a card, stamps it and notes a consent (${language})`, async (stage) => {
      const visit = await stage.visit({ language });
      const text = (id: string, values = {}): string => visit.text(id, values, area);
      const page = await open(visit, "/customers");
      await page.getByText(text("customers.empty")).waitFor();
      await page
        .getByRole("link", { name: text("customers.add") })
        .first()
        .click();
      await page.getByLabel(text("person.name"), { exact: true }).fill("रवि Lee");
      const email = page.getByLabel(text("person.email"), { exact: true }).first();
      const birthday = page.getByLabel(text("person.birthday"), { exact: true });
      await email.fill("not an address");
      await birthday.fill("2001-02-30");
      await page.getByRole("button", { name: /^Coffee/ }).waitFor();
      await expectAccessible(page, "a new customer");
      visit.expectAnswer(422, "/v1/cards");
      await press(page, text("new.save"));
      await page.locator(".field-error").nth(1).waitFor();
      // A field that is corrected is no longer red; the other still is, and the same fault again is told again.
      await email.fill("not an address either");
      assert.deepEqual(await errorsOf(page), [await errorOf(birthday)]);
      assert.equal(await errorOf(email), null);
      await press(page, text("new.save"));
      await page.locator(".field-error").nth(1).waitFor();
      assert.notEqual(await errorOf(email), null);
      await email.fill("ravi@example.com");
      await birthday.fill("");
      assert.deepEqual(await errorsOf(page), []);
      await press(page, text("new.save"));
      await page.getByRole("heading", { name: "रवि Lee" }).waitFor();
      await page.getByText(text("card.stamps_of", { stamps: 0, target: 5 })).waitFor();
      await page
        .getByRole("button", { name: new RegExp(`^${text("stamp.add_to", { number: "\\d+" })}`) })
        .click();
      await page
        .getByRole("dialog")
        .getByRole("textbox", { name: text("stamp.count") })
        .fill("3");
      await page
        .getByRole("dialog")
        .getByRole("button", { name: text("stamp.add") })
        .click();
      await page.getByText(text("card.stamps_of", { stamps: 3, target: 5 })).waitFor();
      await page.getByText("A cookie").waitFor();
      await page.getByText(text("consent.whatsapp"), { exact: true }).click();
      await page.getByText(text("consent.given", { channel: "WhatsApp" })).waitFor();
      const { body } = await tenant.owner.get("/customers?email=ravi@example.com");
      assert.equal(body.data[0].consents.whatsapp, true);
      await expectAccessible(page, "a customer");
      await page.getByRole("link", { name: visit.text("nav.customers"), exact: true }).click();
      await page.getByText(text("card.stamps_of", { stamps: 3, target: 5 })).waitFor();
      await expectAccessible(page, "customers");
    });
  }

  itInBrowser("finds by the beginning of a name, and keeps the search in the address", async (stage) => {
    await issueCard();
    await made(tenant.owner, "/customers", { name: "Bob" });
    const visit = await stage.visit();
    const page = await open(visit, "/customers");
    await page.getByRole("link", { name: "Bob" }).waitFor();
    await page.getByRole("searchbox", { name: visit.text("customers.search", {}, area) }).fill("le");
    await page.getByRole("link", { name: "Bob" }).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("link", { name: "Ann Lee" }).waitFor();
    assert.equal(await page.getByRole("row").count(), 2);
  });

  itInBrowser("exports a person's data, and erases them only when their name is typed", async (stage) => {
    const card = await issueCard();
    const visit = await stage.visit();
    const text = (id: string, values = {}): string => visit.text(id, values, area);
    const page = await open(visit, `/customers/${card.customer_id}`);
    await press(page, text("erase"));
    const dialog = page.getByRole("alertdialog");
    await dialog.getByText(text("erase.stays")).waitFor();
    await expectAccessible(page, "erasing");
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: text("export") }).click();
    const kept = JSON.parse(await readFile(await (await download).path(), "utf8"));
    assert.equal(kept.customer.email, "ann@example.com");
    assert.equal(kept.cards[0].id, card.id);
    const erase = dialog.getByRole("button", { name: text("erase"), exact: true });
    const name = dialog.getByLabel(text("erase.type", { name: "Ann Lee" }));
    await name.fill("Ann");
    assert.equal(await erase.isDisabled(), true);
    await name.fill("Ann Lee");
    await erase.click();
    await page.getByText(text("customers.empty")).waitFor();
    assertRefused(await tenant.owner.get(`/customers/${card.customer_id}`), 404, "not_found");
  });

  itInBrowser("issues a voucher for a customer found by typing, that the API redeems", async (stage) => {
    const card = await issueCard();
    const free = { title: "A free coffee", formats: ["text", "qr"] };
    await made(tenant.owner, "/voucher-templates", free);
    const visit = await stage.visit();
    const text = (id: string, values = {}): string => visit.text(id, values, area);
    const page = await open(visit, "/issue-voucher");
    await page.getByRole("button", { name: text("issue.template") }).click();
    await page.getByRole("option", { name: /^A free coffee/ }).click();
    await page.getByRole("combobox", { name: text("issue.customer") }).pressSequentially("Ann");
    await page.getByRole("option", { name: /^Ann Lee/ }).click();
    await expectAccessible(page, "issuing a voucher");
    await press(page, text("issue.submit"));
    await page.getByRole("heading", { name: text("issue.done") }).waitFor();
    const { data } = (await tenant.owner.get(`/vouchers?card_id=${card.id}`)).body;
    assert.equal(data.length, 1);
    const code = data[0].redeem_code;
    assert.ok(await page.getByText(code, { exact: true }).isVisible());
    await page.getByRole("img", { name: text("issue.qr", { code }) }).waitFor();
    await expectAccessible(page, "an issued voucher");
    const redeemed = await tenant.owner.post("/redemptions", { code });
    assert.equal(redeemed.body.id, data[0].id);
  });

  itInBrowser("issues a voucher for whoever has the code, and another after it", async (stage) => {
    const visit = await stage.visit();
    const text = (id: string, values = {}): string => visit.text(id, values, area);
    const page = await open(visit, "/issue-voucher");
    await choose(page, text("issue.custom"));
    await page.getByLabel(text("voucher.title")).fill("A cake");
    await choose(page, text("issue.for_bearer"));
    await press(page, text("issue.submit"));
    await page.getByRole("heading", { name: text("issue.done") }).waitFor();
    await press(page, text("issue.another"));
    await press(page, text("issue.submit"));
    await page.getByRole("heading", { name: text("issue.done") }).waitFor();
    const { data } = (await tenant.owner.get("/vouchers")).body;
    assert.equal(data.length, 2);
    for (const { redeem_code: code, customer_id: customer } of data) {
      assert.equal(customer, null);
      assert.equal((await tenant.owner.post("/redemptions", { code })).status, 200);
    }
  });

  itInBrowser("issues one that begins and ends at moments of the shop's clocks", async (stage) => {
    await tenant.owner.patch("/business", { time_zone: "Asia/Kolkata" });
    const visit = await stage.visit({ language: "hi", width: 360 });
    const text = (id: string, values = {}): string => visit.text(id, values, area);
    const page = await open(visit, "/issue-voucher");
    await choose(page, text("issue.custom"));
    await page.getByLabel(text("voucher.title")).fill("केक");
    await choose(page, text("issue.for_bearer"));
    await page.getByRole("button", { name: text("voucher.validity") }).click();
    await page.getByRole("option", { name: text("issue.exact") }).click();
    const [from, end] = [page.getByLabel(text("issue.validFrom")), page.getByLabel(text("issue.expiresAt"))];
    await end.fill("2021-01-31T18:00");
    visit.expectAnswer(422, "/v1/vouchers");
    await press(page, text("issue.submit"));
    await page.locator(".field-error").getByText(visit.text("wrong.not_in_future")).waitFor();
    await end.fill("2091-01-31T18:00");
    await from.fill("2091-02-01T09:30");
    await press(page, text("issue.submit"));
    await page.locator(".field-error").getByText(visit.text("wrong.after_end")).waitFor();
    await expectAccessible(page, "moments that are wrong");
    await from.fill("2091-01-01T09:30");
    await press(page, text("issue.submit"));
    await page.getByRole("heading", { name: text("issue.done") }).waitFor();
    const [voucher] = (await tenant.owner.get("/vouchers")).body.data;
    assert.deepEqual(
      [voucher.valid_from, voucher.expires_at],
      ["2091-01-01T04:00:00Z", "2091-01-31T12:30:00Z"],
    );
  });

  itInBrowser("redeems and cancels a customer's vouchers after asking", async (stage) => {
    const card = await issueCard();
    for (const title of ["First", "Second"])
      await made(tenant.owner, "/vouchers", { title, card_id: card.id });
    const visit = await stage.visit();
    const text = (id: string, values = {}): string => visit.text(id, values, area);
    const page = await open(visit, `/cards/${card.id}`);
    await press(page, text("voucher.redeem_this", { title: "First" }));
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: text("voucher.redeem") })
      .click();
    await page.getByRole("table").getByText(text("voucher.redeemed"), { exact: true }).waitFor();
    await press(page, text("voucher.cancel_this", { title: "Second" }));
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: text("voucher.cancel"), exact: true })
      .click();
    await page.getByRole("table").getByText(text("voucher.cancelled"), { exact: true }).waitFor();
    await expectAccessible(page, "a card");
    const { data } = (await tenant.owner.get(`/vouchers?card_id=${card.id}`)).body;
    assert.deepEqual(
      data.map((one: { status: string }) => one.status),
      ["cancelled", "redeemed"],
    );
  });

  itInBrowser("does not offer a scanner what only a manager may do", async (stage) => {
    const card = await issueCard();
    const scanner = { name: "Sam", login: `sam-${card.id}`, password: testPassword, role: "scanner" };
    await made(tenant.owner, "/staff", scanner);
    const visit = await stage.visit();
    const text = (id: string, values = {}): string => visit.text(id, values, area);
    const page = await signIn(visit, app.url, scanner, `/customers/${card.customer_id}`);
    await page.getByRole("button", { name: text("export") }).waitFor();
    assert.equal(await page.getByRole("button", { name: text("erase"), exact: true }).count(), 0);
    await page
      .getByRole("link", { name: new RegExp(card.number) })
      .first()
      .click();
    await page.getByRole("button", { name: text("stamp.add"), exact: true }).waitFor();
    assert.equal(await page.getByRole("button", { name: visit.text("delete") }).count(), 0);
  });
});
