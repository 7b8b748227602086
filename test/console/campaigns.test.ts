import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import type { Page } from "playwright-core";
import { testPassword } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { describeInBrowser, itInBrowser, signIn, type Visit } from "../support/browser.ts";
import { made } from "../support/calls.ts";
import { languages } from "../support/console-texts.ts";
import { startShop, type Shop } from "./seed.ts";

const textsOf =
  (visit: Visit) =>
  (id: string, values?: Record<string, string | number>): string =>
    visit.text(id, values, "campaigns");

describeInBrowser("console › campaigns", () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop();
  });
  after(() => shop.stop());

  const fillBroadcast = async (page: Page, visit: Visit, message: string): Promise<void> => {
    const text = textsOf(visit);
    await page.getByText(text("campaigns.kind_help.broadcast")).click();
    await page.getByRole("textbox", { name: text("campaigns.message") }).fill(message);
  };
  const accepted = (message: string) => shop.sevenLoc.accepted.filter((one) => one.text === message);
  const send = async (page: Page, visit: Visit, count: number): Promise<void> => {
    const text = textsOf(visit);
    await page.getByRole("button", { name: text("campaigns.send"), exact: true }).click();
    const asked = page.getByRole("alertdialog", { name: text("campaigns.send_title", { count }) });
    await asked.getByRole("button", { name: text("campaigns.send"), exact: true }).click();
  };
  /** The number that stands in the line of a status. */
  const expectCount = (page: Page, visit: Visit, status: string, count: number): Promise<void> => {
    const text = textsOf(visit);
    return page
      .getByRole("table", { name: text("campaigns.counts") })
      .getByRole("row", { name: new RegExp(`^${text(`campaigns.count.${status}`)} ${count}( |$)`) })
      .waitFor();
  };

  for (const [at, language] of languages.entries())
    itInBrowser(
      `sends a broadcast to those it counted, and shows how far each message has come, ${language}`,
      async (stage) => {
        const visit = await stage.visit({ language });
        const text = textsOf(visit);
        const nina = {
          name: `Nina ${language}`,
          phone: `+9198765432${20 + at}`,
          consents: { whatsapp: true },
        };
        const { id } = await made(shop.tenant.owner, "/customers", nina);
        const page = await signIn(visit, shop.app.url, shop.owner, "/campaigns");
        await page.getByRole("link", { name: text("campaigns.new") }).click();
        const message = `A new chai has arrived, ${language}`;
        await fillBroadcast(page, visit, message);
        await page.getByText(text("campaigns.reached_count", { count: 4 })).waitFor();
        await send(page, visit, 4);
        await page.getByRole("heading", { level: 1, name: text("campaigns.kind.broadcast") }).waitFor();
        await expectCount(page, visit, "sent", 4);
        const [first, second, third, ...others] = accepted(message);
        assert.ok(first && second && third && others.length === 1);
        await shop.sevenLoc.report(first, "delivered");
        await shop.sevenLoc.report(second, "read");
        await shop.sevenLoc.report(third, "failed", { error: "The phone is off" });
        for (const status of ["delivered", "read", "failed", "sent"])
          await expectCount(page, visit, status, 1);
        const messages = page.getByRole("table", { name: text("campaigns.messages"), exact: true });
        await messages.getByRole("row").filter({ hasText: "The phone is off" }).waitFor();
        const link = messages.getByRole("link", { name: nina.name });
        assert.match(
          (await link.getAttribute("href")) ?? "",
          new RegExp(`/console/customers/${String(id)}$`),
        );
        assert.equal((await shop.tenant.owner.delete(`/customers/${String(id)}`)).status, 204);
        const asked: string[] = [];
        page.on("request", (request) => asked.push(new URL(request.url()).pathname));
        await page.reload();
        await messages.getByText(text("campaigns.customer_erased"), { exact: true }).waitFor();
        await messages.getByRole("link", { name: "Asha Verma" }).waitFor();
        assert.equal(asked.filter((path) => path.startsWith("/v1/customers")).length, 1, "one call for all");
        await page.getByRole("link", { name: `← ${visit.text("nav.campaigns")}` }).click();
        const row = page.getByRole("row", { name: new RegExp(message) });
        await row.getByText(text("campaigns.state.sent")).waitFor();
        assert.equal(accepted(message).length, 4);
      },
    );

  itInBrowser("says what to do when nobody is reached, and sends nothing", async (stage) => {
    const visit = await stage.visit({ language: "hi", width: 360 });
    const text = textsOf(visit);
    const page = await signIn(visit, shop.app.url, shop.owner, "/campaigns/new");
    await fillBroadcast(page, visit, "Nobody reads this");
    await page.getByText(text("campaigns.channel.viber"), { exact: true }).first().click();
    await page.getByText(text("campaigns.nobody_agreed", { count: 3 })).waitFor();
    await page.getByText(text("campaigns.reached_count", { count: 0 })).waitFor();
    const button = page.getByRole("button", { name: text("campaigns.send"), exact: true });
    assert.equal(await button.isDisabled(), true);
    await expectAccessible(page, "a broadcast that reaches nobody");
    await page.getByRole("link", { name: text("campaigns.to_customers") }).click();
    await page.getByRole("alertdialog", { name: visit.text("leave.title") }).waitFor();
  });

  itInBrowser("says which channel is not set up, and who sets it up", async (stage) => {
    const visit = await stage.visit();
    const text = textsOf(visit);
    const page = await signIn(visit, shop.app.url, shop.owner, "/campaigns/new");
    await page.getByRole("textbox", { name: text("campaigns.name") }).fill("Spring");
    await page.getByRole("textbox", { name: text("campaigns.message") }).fill("Spring is here");
    const button = page.getByRole("button", { name: text("campaigns.send"), exact: true });
    await page.getByText(text("campaigns.reached_count", { count: 3 })).waitFor();
    await page.getByText(text("campaigns.channel_help.email")).click();
    await page.getByText(text("campaigns.set_up.email")).waitFor();
    const channel = text("campaigns.channel.email");
    await page.getByText(text("campaigns.channel_missing", { channel })).waitFor();
    assert.equal(await button.isDisabled(), true);
  });

  itInBrowser(
    "sends nothing twice when the answer was lost and the button is pressed again",
    async (stage) => {
      const visit = await stage.visit();
      const text = textsOf(visit);
      const page = await signIn(visit, shop.app.url, shop.owner, "/campaigns/new");
      const message = "Only once, please";
      await fillBroadcast(page, visit, message);
      await page.getByText(text("campaigns.reached_count", { count: 3 })).waitFor();
      await visit.setOffline(true);
      await visit.setOffline(false);
      const lose = { times: 1 };
      await page.route(
        "**/v1/broadcasts",
        async (route) => {
          assert.equal((await route.fetch()).status(), 202);
          await route.abort("internetdisconnected");
        },
        lose,
      );
      await send(page, visit, 3);
      const asked = page.getByRole("alertdialog");
      await asked.getByText(visit.text("problem.offline")).waitFor();
      await asked.getByRole("button", { name: text("campaigns.send"), exact: true }).click();
      await page.getByRole("heading", { level: 1, name: text("campaigns.kind.broadcast") }).waitFor();
      await expectCount(page, visit, "sent", 3);
      assert.equal(accepted(message).length, 3);
      const { data } = (await shop.tenant.owner.get("/campaigns?limit=100")).body;
      assert.equal(data.filter((one: { message: string }) => one.message === message).length, 1);
    },
  );

  itInBrowser("shows a scanner what was sent, and nothing to send with", async (stage) => {
    const visit = await stage.visit();
    const text = textsOf(visit);
    const staff = (await shop.tenant.owner.get("/staff")).body.data;
    const { login } = staff.find((one: { role: string }) => one.role === "scanner");
    const page = await signIn(visit, shop.app.url, { login, password: testPassword }, "/campaigns");
    await page.getByRole("link", { name: "Chai at half price today" }).click();
    await expectCount(page, visit, "all", 3);
    await page.getByRole("link", { name: `← ${visit.text("nav.campaigns")}` }).click();
    await page.getByRole("heading", { level: 1, name: visit.text("nav.campaigns") }).waitFor();
    assert.equal(await page.getByRole("link", { name: text("campaigns.new") }).count(), 0);
  });

  // The last one: the refused account makes WhatsApp rest.
  itInBrowser("says why a broadcast does not go on, and where that is mended", async (stage) => {
    const visit = await stage.visit();
    const text = textsOf(visit);
    shop.sevenLoc.always({ status: 401 });
    const page = await signIn(visit, shop.app.url, shop.owner, "/campaigns/new");
    await fillBroadcast(page, visit, "This one waits");
    await page.getByText(text("campaigns.reached_count", { count: 3 })).waitFor();
    await send(page, visit, 3);
    const channel = text("campaigns.channel.whatsapp");
    const notice = page.getByRole("alert").filter({ hasText: text("campaigns.waits", { channel }) });
    await notice.getByText(text("campaigns.reason.auth")).waitFor();
    await expectCount(page, visit, "pending", 3);
    await notice.getByRole("link", { name: visit.text("nav.messengers") }).waitFor();
  });
});
