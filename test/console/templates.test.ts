import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import { after, before } from "mocha";
import type { Locator } from "playwright-core";
import { testPassword } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { describeInBrowser, itInBrowser, signIn } from "../support/browser.ts";
import { languages } from "../support/console-texts.ts";
import { playSpin, stampNewCard } from "./counter.ts";
import { cake, choose, fillGoals, fillLottery, goalOf, textsOf, variantOf } from "./designer.ts";
import { startShop, type Shop } from "./seed.ts";

describeInBrowser("console › templates", () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop();
  });
  after(() => shop.stop());

  const seeded = async () => (await shop.tenant.owner.get("/templates")).body.data.at(-1);
  for (const language of languages)
    itInBrowser(
      `designs three goals and a lottery; a card is stamped to it, the spin is played, what it won redeemed, ${language}`,
      async (stage) => {
        const visit = await stage.visit({ language });
        const text = textsOf(visit);
        const name = `Tea card, ${language}`;
        const page = await signIn(visit, shop.app.url, shop.owner, "/templates/new");
        await page.getByLabel(text("templates.name")).first().fill(name);
        await fillGoals(page, visit);
        await fillLottery(page, visit, goalOf(page, visit, 3));
        await page.frameLocator("iframe").getByRole("heading", { name }).waitFor();
        await page.getByRole("button", { name: visit.text("save"), exact: true }).click();
        await page.getByRole("heading", { level: 1, name }).waitFor();
        const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
        const { owner } = shop.tenant;
        const template = (await owner.get(`/templates/${id}`)).body;
        assert.deepEqual(
          template.goals.map(({ stamps, reward }: { stamps: number; reward: { type: string } }) => [
            stamps,
            reward.type,
          ]),
          [
            [2, "award"],
            [4, "voucher"],
            [6, "lottery"],
          ],
        );
        const shares = template.goals[2].reward.variants.map(
          (one: { probability: number }) => one.probability,
        );
        assert.deepEqual(shares, [33.34, 33.33, 33.33]);
        await stampNewCard(page, visit, name);
        await playSpin(page, visit, /Cake number [123]/);
        await page.reload();
        const redeem = visit.text("voucher.redeem_this", { title: cake(visit) }, "customers");
        await page.getByRole("button", { name: redeem, exact: true }).first().click();
        await page
          .getByRole("alertdialog")
          .getByRole("button", { name: visit.text("voucher.redeem", {}, "customers"), exact: true })
          .click();
        const redeemed = visit.text("voucher.redeemed", {}, "customers");
        await page.getByRole("table").getByText(redeemed, { exact: true }).waitFor();
        const card = new URL(page.url()).pathname.split("/").at(-1) ?? "";
        const vouchers = (await owner.get(`/vouchers?card_id=${card}`)).body.data;
        const won = vouchers.find((one: { origin: string }) => one.origin === "lottery");
        assert.equal(won.status, "redeemed");
      },
    );

  itInBrowser("lets no lottery be saved whose shares do not add up, and says what is left", async (stage) => {
    const visit = await stage.visit({ language: "hi" });
    const text = textsOf(visit);
    const page = await signIn(visit, shop.app.url, shop.owner, `/templates/${(await seeded()).id}`);
    const goal = goalOf(page, visit, 3);
    const save = page.getByRole("button", { name: visit.text("save"), exact: true });
    const share = (number: number): Locator =>
      variantOf(goal, visit, number).getByLabel(text("templates.lottery.probability"));
    await share(2).fill("72.50");
    const why = text("templates.lottery.left", { sum: "97.50", left: "2.50" });
    await goal.getByText(why, { exact: true }).waitFor();
    await page.getByText(text("templates.lottery.obstacle", { number: 3, why })).waitFor();
    assert.equal(await save.isDisabled(), true);
    await expectAccessible(page, "a lottery that does not add up");
    await goal.getByRole("button", { name: text("templates.lottery.rest_of", { number: 1 }) }).click();
    assert.equal(await share(1).inputValue(), "27.5");
    await goal.getByText(text("templates.lottery.whole")).waitFor();
    assert.equal(await save.isDisabled(), false);
  });

  itInBrowser(
    "asks before changes are left, says which cards stay on the version before, and applies the new one",
    async (stage) => {
      const visit = await stage.visit();
      const text = textsOf(visit);
      const { id, name } = await seeded();
      const page = await signIn(visit, shop.app.url, shop.owner, "/templates");
      await page.getByRole("link", { name }).click();
      const stamps = goalOf(page, visit, 1).getByLabel(text("templates.goal.stamps"));
      await stamps.fill("2");
      const asked = page.getByRole("alertdialog", { name: visit.text("leave.title") });
      await page.getByRole("link", { name: visit.text("nav.campaigns") }).click();
      await asked.getByRole("button", { name: visit.text("cancel") }).click();
      await page.goBack();
      await asked.getByRole("button", { name: visit.text("cancel") }).click();
      assert.equal(await stamps.inputValue(), "2");
      await page.getByRole("button", { name: visit.text("save"), exact: true }).click();
      const notice = page.getByText(text("templates.new_version", { from: 1, to: 2, count: 3 }));
      await notice.waitFor();
      await page
        .getByRole("status")
        .filter({ has: notice })
        .getByRole("button", { name: text("templates.apply") })
        .click();
      const dialog = page.getByRole("dialog", { name: text("templates.apply_title", { version: 2 }) });
      await dialog.getByRole("button", { name: text("templates.apply") }).click();
      await page.getByText(text("templates.apply_done", { count: 3, version: 2 })).waitFor();
      const cards = (await shop.tenant.owner.get(`/cards?template_id=${id}`)).body.data;
      assert.deepEqual(
        cards.map((card: { template_version: number }) => card.template_version),
        [2, 2, 2],
      );
      await dialog.getByRole("button", { name: visit.text("close"), exact: true }).click();
      await page.getByRole("link", { name: visit.text("nav.campaigns") }).click();
      await page.getByRole("heading", { level: 1, name: visit.text("nav.campaigns") }).waitFor();
    },
  );

  itInBrowser("makes one version of a new variant, however often it is saved", async (stage) => {
    const visit = await stage.visit();
    const text = textsOf(visit);
    const { id, version } = await seeded();
    const page = await signIn(visit, shop.app.url, shop.owner, `/templates/${id}`);
    const goal = goalOf(page, visit, 3);
    const save = page.getByRole("button", { name: visit.text("save"), exact: true });
    await goal.getByRole("button", { name: text("templates.lottery.add") }).click();
    await variantOf(goal, visit, 3).getByLabel(text("templates.lottery.name")).fill("A biscuit");
    await save.click();
    await page
      .getByText(text("templates.version_number", { version: version + 1 }), { exact: true })
      .waitFor();
    await page.getByLabel(text("templates.name")).first().fill("Chai card of the year");
    await save.click();
    await page.getByRole("heading", { level: 1, name: "Chai card of the year" }).waitFor();
    assert.equal((await seeded()).version, version + 1);
  });

  itInBrowser("keeps what was typed when the server refuses, with each place in words", async (stage) => {
    const visit = await stage.visit();
    visit.expectAnswer(422, "/v1/templates");
    const text = textsOf(visit);
    const page = await signIn(visit, shop.app.url, shop.owner, "/templates/new");
    await page.getByLabel(text("templates.name")).first().fill("Half done");
    await page.getByRole("button", { name: visit.text("save"), exact: true }).click();
    const places = page.getByRole("alert").filter({ hasText: text("templates.goal", { number: 1 }) });
    const place = [text("templates.goal", { number: 1 }), text("templates.reward"), text("templates.name")];
    await places.getByText(`${place.join(" › ")}: ${visit.text("wrong.required")}`).waitFor();
    assert.equal(await page.getByLabel(text("templates.name")).first().inputValue(), "Half done");
  });

  itInBrowser(
    "exports a template as a file that can be imported; a broken one is told where",
    async (stage) => {
      const visit = await stage.visit();
      visit.expectAnswer(422, "/v1/templates");
      const text = textsOf(visit);
      const before = await seeded();
      const page = await signIn(visit, shop.app.url, shop.owner, `/templates/${before.id}`);
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: text("templates.export") }).click();
      const file = await (await download).path();
      const exported = await readFile(file, "utf8");
      await page.goto(`${shop.app.url}/console/templates`);
      await page.getByRole("button", { name: text("templates.import"), exact: true }).click();
      const dialog = page.getByRole("dialog", { name: text("templates.import_title") });
      const field = dialog.getByLabel(text("templates.import_text"));
      const send = dialog.getByRole("button", { name: text("templates.import"), exact: true });
      await field.fill('{\n  "name": "Broken"\n  "goals": []\n}');
      await send.click();
      await dialog.getByText(text("templates.import_broken", { line: 3, character: 3 })).waitFor();
      await field.fill(exported.replace('"stamps": 10', '"stamps": 0'));
      await send.click();
      const place = [text("templates.goal", { number: 3 }), text("templates.goal.stamps")].join(" › ");
      await dialog.getByText(new RegExp(`^${place}: `)).waitFor();
      await field.fill("");
      const chooser = page.waitForEvent("filechooser");
      await dialog.getByRole("button", { name: text("templates.import_file") }).click();
      await (
        await chooser
      ).setFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from(exported) });
      await send.click();
      await page.getByRole("heading", { level: 1, name: before.name }).waitFor();
      const id = new URL(page.url()).pathname.split("/").at(-1);
      const made = (await shop.tenant.owner.get(`/templates/${id}`)).body;
      assert.notEqual(made.id, before.id);
      const bare = ({ id: _, version: _v, created_at: _c, updated_at: _u, ...rest }: typeof made): string =>
        JSON.stringify(rest).replaceAll(/"id":"[^"]*"/g, "");
      assert.equal(bare(made), bare(before));
    },
  );

  itInBrowser("says when a voucher would end, and saves its template", async (stage) => {
    const visit = await stage.visit();
    const text = textsOf(visit);
    const page = await signIn(visit, shop.app.url, shop.owner, "/voucher-templates/new");
    await page.getByLabel(text("vouchers.title")).fill("Free biscuit");
    await page.getByText(text("vouchers.code_help.shared")).click();
    await page.getByLabel(text("vouchers.code_value"), { exact: false }).fill("BISCUIT");
    await choose(page, page, text("vouchers.validity"), text("vouchers.validity.fixed_date"));
    await page.getByLabel(text("vouchers.date")).fill("2001-02-03");
    await page.getByText(text("vouchers.end.past", { day: "3 February 2001" })).waitFor();
    await page.getByLabel(text("vouchers.date")).fill("2098-02-03");
    await page.getByText(text("vouchers.end.on", { day: "3 February 2098" })).waitFor();
    await page.getByRole("button", { name: visit.text("save"), exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Free biscuit" }).waitFor();
    const id = new URL(page.url()).pathname.split("/").at(-1);
    const { body } = await shop.tenant.owner.get(`/voucher-templates/${id}`);
    assert.deepEqual(
      [body.code, body.validity],
      [
        { mode: "shared", value: "BISCUIT" },
        { type: "fixed_date", value: "2098-02-03" },
      ],
    );
  });

  itInBrowser("shows a scanner the programs, and nothing to change them with", async (stage) => {
    const visit = await stage.visit();
    const text = textsOf(visit);
    const staff = (await shop.tenant.owner.get("/staff")).body.data;
    const { login } = staff.find((one: { role: string }) => one.role === "scanner");
    const { id, name } = await seeded();
    const page = await signIn(visit, shop.app.url, { login, password: testPassword }, "/templates");
    await page.getByRole("link", { name }).first().waitFor();
    assert.equal(await page.getByRole("button", { name: text("templates.import"), exact: true }).count(), 0);
    assert.equal(await page.getByRole("link", { name: text("templates.new") }).count(), 0);
    await page.goto(`${shop.app.url}/console/templates/${id}`);
    await page.getByText(text("templates.at_stamps", { count: 10 })).waitFor();
    assert.equal(await page.getByRole("button", { name: visit.text("save"), exact: true }).count(), 0);
    assert.equal(await page.getByRole("button", { name: text("templates.apply") }).count(), 0);
  });
});
