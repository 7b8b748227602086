import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { after, before } from "mocha";
import { posterTills } from "../../server/src/tills/poster/model.ts";
import { testPassword, type TestApp, type Tenant } from "../support/app.ts";
import { describeInBrowser, itInBrowser, signIn, type Visit } from "../support/browser.ts";
import { made } from "../support/calls.ts";
import { startShop, type Shop } from "./seed.ts";

/** Runs a script as it was copied from the page. */
const runInShell = async (script: string): Promise<string> =>
  (await promisify(execFile)("bash", ["-c", script.replace("curl ", "curl -sS ")])).stdout;

describeInBrowser("console › tills", () => {
  let shop: Shop;
  let app: TestApp;
  let tenant: Tenant;
  before(async () => {
    shop = await startShop();
    ({ app, tenant } = shop);
  });
  after(() => shop.stop());

  const open = async (visit: Visit, place: string) => signIn(visit, app.url, shop.owner, place);

  itInBrowser("connects a till: its secret once, and an example that runs as it stands", async (stage) => {
    const visit = await stage.visit();
    const text = (id: string, values?: Record<string, string>) => visit.text(id, values, "tills");
    const page = await open(visit, "/tills");
    await page.getByRole("button", { name: text("tills.add") }).click();
    const form = page.getByRole("dialog", { name: text("tills.add_title") });
    await form.getByLabel(text("tills.name")).fill("Counter by the door");
    await form.getByRole("button", { name: text("tills.add") }).click();
    const shown = page.getByRole("dialog", {
      name: text("tills.once_title", { name: "Counter by the door" }),
    });
    const secret = (await shown.getByText(/^till_sec_\w+$/).textContent()) ?? "";
    const script = (await shown.locator("pre").textContent()) ?? "";
    assert.ok(script.includes(secret));
    const answer = JSON.parse(await runInShell(script));
    assert.deepEqual([answer.not_stamped.reason, answer.card], ["no_customer", null]);
    await shown.getByRole("button", { name: text("tills.once_done") }).click();
    await page.getByRole("heading", { level: 1, name: "Counter by the door" }).waitFor();
    assert.equal(await page.getByText(secret).count(), 0);
  });

  itInBrowser(
    "maps a till that sends its own shape from a pasted sale; its example sends that shape",
    async (stage) => {
      const visit = await stage.visit();
      const text = (id: string) => visit.text(id, {}, "tills");
      const { body: templates } = await tenant.owner.get("/templates");
      const till = { name: "Old till", kind: "generic", template_id: templates.data[0].id };
      const { body: made } = await tenant.owner.post("/tills", till);
      const page = await open(visit, `/tills/${made.id}`);
      const pasted = { check: { number: 1042, total: 2450 }, "paid/by": "card" };
      await page.getByLabel(text("tills.mapping.pasted")).fill("{ not json");
      await page.getByText(text("tills.mapping.not_json")).waitFor();
      await page.getByLabel(text("tills.mapping.pasted")).fill(JSON.stringify(pasted));
      await page.getByText(text("tills.mapping.shape_help.mapped")).click();
      const choose = async (field: string, pointer: string): Promise<void> => {
        await page.getByRole("button", { name: new RegExp(`${text(field)}`) }).click();
        await page.getByRole("option", { name: pointer }).click();
      };
      await choose("tills.field.receipt_id", "/check/number");
      await choose("tills.field.amount", "/check/total");
      await page.getByText(text("tills.mapping.unit.minor")).click();
      await page.getByRole("button", { name: text("tills.try"), exact: true }).click();
      await page.getByText(text("tills.try.ok")).waitFor();
      await page.getByText("24.50", { exact: true }).waitFor();
      await page.getByRole("button", { name: visit.text("save"), exact: true }).click();
      await page.locator("pre", { hasText: '"check"' }).waitFor();
      const { body } = await tenant.owner.get(`/tills/${made.id}`);
      assert.deepEqual(body.mapping, {
        fields: { receipt_id: "/check/number", amount: "/check/total" },
        amount_unit: "minor",
        currency: "INR",
      });
      const script = (await page.locator("pre").textContent()) ?? "";
      const answer = JSON.parse(
        await runInShell(script.replace(/SECRET='[^']*'/, `SECRET='${made.secret}'`)),
      );
      assert.equal(answer.not_stamped.reason, "no_customer");
      assert.match(answer.receipt_id, /^R-\d+$/);
    },
  );

  itInBrowser("edits and deletes a till, and says what stops", async (stage) => {
    const visit = await stage.visit();
    const text = (id: string, values?: Record<string, string>) => visit.text(id, values, "tills");
    const page = await open(visit, "/tills");
    await page.getByRole("link", { name: "Counter serve" }).click();
    await page.getByRole("button", { name: visit.text("edit"), exact: true }).click();
    const form = page.getByRole("dialog", { name: text("tills.edit_title", { name: "Counter serve" }) });
    await form.getByLabel(text("tills.name")).fill("Bar");
    await form.getByRole("button", { name: visit.text("save") }).click();
    await page.getByRole("heading", { level: 1, name: "Bar", exact: true }).waitFor();
    await page.getByRole("button", { name: visit.text("delete"), exact: true }).click();
    const asked = page.getByRole("alertdialog", { name: text("tills.delete_title", { name: "Bar" }) });
    await asked.getByText(text("tills.delete_signing")).waitFor();
    await asked.getByRole("button", { name: visit.text("delete") }).click();
    await page.getByRole("heading", { level: 1, name: visit.text("nav.tills") }).waitFor();
    await page.getByRole("link", { name: "Counter generic" }).waitFor();
    assert.equal(await page.getByRole("link", { name: "Bar" }).count(), 0);
  });

  itInBrowser("tells how the way to Poster ended, and that it is not set up here", async (stage) => {
    const visit = await stage.visit({ language: "hi" });
    visit.expectAnswer(404, "/v1/tills");
    const text = (id: string) => visit.text(id, {}, "tills");
    const page = await open(visit, "/tills");
    await page.goto(`${app.url}/poster/callback?code=x&account=kava-demo`);
    await page.getByText(text("tills.poster.not_set_up")).waitFor();
    await page.getByRole("button", { name: visit.text("close") }).click();
    await page.getByText(text("tills.poster.not_set_up")).waitFor({ state: "detached" });
    assert.equal(new URL(page.url()).search, "");
    await page.getByRole("link", { name: "Counter poster" }).click();
    await page.getByRole("button", { name: text("tills.poster.connect") }).click();
    await page.getByRole("alert").waitFor();
  });

  itInBrowser("says that Poster ended a connection, and why in the words it came with", async (stage) => {
    const visit = await stage.visit({ language: "hi" });
    const [template] = (await tenant.owner.get("/templates?limit=1")).body.data;
    const body = { name: "Ended", kind: "poster", template_id: template.id };
    const till = await made(tenant.owner, "/tills", body);
    const reason = "Poster says 10: The token is wrong. Connect the till to Poster again.";
    const account = { account: "kava-demo", account_number: "1", token: "1:a", currency: "INR" };
    const connected = { ...account, connected_at: app.platform.clock.now(), broken: reason };
    await app.platform.store
      .collection(posterTills)
      .updateOne({ _id: till.id }, { $set: { poster: connected } });
    const page = await open(visit, `/tills/${till.id}`);
    await page.getByText(visit.text("tills.poster.broken", {}, "tills")).waitFor();
    await page.locator("q").getByText(reason, { exact: true }).waitFor();
  });

  itInBrowser("shows a scanner the tills, and nothing to change", async (stage) => {
    const login = app.platform.newId("st");
    await tenant.owner.post("/staff", { name: "Sid", login, password: testPassword, role: "scanner" });
    const visit = await stage.visit();
    const page = await signIn(visit, app.url, { login, password: testPassword }, "/tills");
    await page.getByRole("link", { name: "Counter generic" }).click();
    await page.getByRole("heading", { level: 1, name: "Counter generic" }).waitFor();
    await page.getByText("Chai card").waitFor();
    assert.equal(await page.locator("main button").count(), 0);
  });
});
