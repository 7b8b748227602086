import { strict as assert } from "node:assert";
import { after, before, beforeEach } from "mocha";
import type { Page, Request, Route } from "playwright-core";
import { startTestApp, testPassword, type Tenant, type TestApp } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { describeInBrowser, itInBrowser, signIn, type Visit } from "../support/browser.ts";
import { made } from "../support/calls.ts";
import { startSevenLoc, type SevenLoc } from "../support/seven-loc.ts";
import { hold } from "./hold.ts";

const area = "journal";
const settledMs = 20_000;

describeInBrowser("the journal", () => {
  let app: TestApp;
  let sevenLoc: SevenLoc;
  let tenant: Tenant;
  let template: string;
  let card: { id: string; number: string };
  before(async () => {
    [app, sevenLoc] = await Promise.all([startTestApp(), startSevenLoc()]);
  });
  after(async () => {
    await app.stop();
    await sevenLoc.stop();
  });
  beforeEach(async () => {
    tenant = await app.tenant();
    template = (await made(tenant.owner, "/templates", { name: "Coffee", goals: [] })).id;
    card = await made(tenant.owner, "/cards", {
      template_id: template,
      email: "ann@example.com",
      name: "Ann Lee",
    });
  });

  const stamp = (count = 1): Promise<unknown> => made(tenant.owner, "/stamps", { card_id: card.id, count });

  const isLive = (page: Page, { text }: Visit): Promise<void> =>
    page.getByText(text("journal.live", {}, area), { exact: true }).waitFor();

  const open = async (visit: Visit, place = "/journal"): Promise<Page> => {
    const page = await signIn(visit, app.url, { login: tenant.ownerLogin, password: testPassword }, place);
    await isLive(page, visit);
    return page;
  };

  const stamps = (page: Page, visit: Visit) =>
    page.getByRole("row").filter({ hasText: visit.text("event.stamp_added") });

  const hasStamps = async (page: Page, visit: Visit, count: number): Promise<void> => {
    await stamps(page, visit)
      .nth(count - 1)
      .waitFor();
    assert.equal(await stamps(page, visit).count(), count);
  };

  const streams = (visit: Visit): Request[] => {
    const seen: Request[] = [];
    visit.context.on("request", (request) => {
      if (request.url().includes("/v1/events/stream")) seen.push(request);
    });
    return seen;
  };

  const lastEventId = async (): Promise<string> =>
    (await tenant.owner.get("/events?limit=1")).body.data[0].id;

  for (const language of ["en", "hi"] as const) {
    itInBrowser(
      `shows a stamp as it is added, once, with its card and customer (${language})`,
      async (stage) => {
        const visit = await stage.visit({ language });
        const page = await open(visit);
        await page
          .getByRole("row")
          .filter({ hasText: visit.text("event.card_issued") })
          .waitFor();
        assert.equal(await stamps(page, visit).count(), 0);
        await stamp(3);
        await hasStamps(page, visit, 1);
        const row = stamps(page, visit).first();
        for (const said of [card.number, "+3 (3)", "Coffee", "Ann Lee"]) {
          await row.getByText(said, { exact: true }).first().waitFor();
        }
        const heads = await page.getByRole("columnheader").allInnerTexts();
        const names = ["id", "type", "at", "code", "stamps", "rewards", "template", "user"];
        assert.deepEqual(
          heads,
          names.map((name) => visit.text(`journal.column.${name}`, {}, area)),
        );
        await page.getByText(visit.text("journal.said", { count: 1 }, area), { exact: true }).waitFor({
          state: "attached",
        });
        await expectAccessible(page, "the journal");
      },
    );
  }

  for (const language of ["en", "hi"] as const) {
    itInBrowser(`calls a broadcast, which has no name, by its channel (${language})`, async (stage) => {
      await made(tenant.owner, "/messengers", { base_url: sevenLoc.url, token: sevenLoc.token });
      const consents = { whatsapp: true, telegram: true, viber: true };
      const person = { phone: "+919876543210", consents };
      const { id } = await made(tenant.owner, "/cards", { template_id: template, ...person });
      const visit = await stage.visit({ language });
      const page = await open(visit);
      for (const channel of ["whatsapp", "telegram", "viber"])
        await made(tenant.owner, "/broadcasts", { channel, message: "Chai", audience: { all: true } });
      for (const place of ["/journal", `/cards/${id}`]) {
        await page.goto(`${app.url}/console${place}`);
        for (const channel of ["WhatsApp", "Telegram", "Viber"]) {
          const name = visit.text("broadcast_over", { channel });
          await page.getByText(name, { exact: true }).first().waitFor();
        }
      }
    });
  }

  itInBrowser(
    "misses nothing between the list's first answer and the beginning of what is live",
    async (stage) => {
      const visit = await stage.visit();
      const page = await open(visit);
      await page.goto("about:blank");
      const openStream = await hold(page, "**/v1/events/stream?**");
      let answerList = (): void => undefined;
      const listIsLate = new Promise<void>((resolve) => (answerList = resolve));
      const listIsRead = new Promise<void>((resolve) => {
        const answerLate = async (route: Route): Promise<void> => {
          const response = await route.fetch();
          resolve();
          await listIsLate;
          // Nobody waits for it any more where it was asked again.
          await route.fulfill({ response }).catch(() => undefined);
        };
        void page.route("**/v1/events?**", answerLate, { times: 1 });
      });
      await page.goto(`${app.url}/console/journal`);
      await listIsRead;
      await stamp();
      openStream();
      await isLive(page, visit);
      answerList();
      await hasStamps(page, visit, 1);
    },
  );

  itInBrowser("goes on after the last event it heard when the connection is back", async (stage) => {
    const visit = await stage.visit();
    const page = await open(visit);
    await stamp();
    await hasStamps(page, visit, 1);
    const heard = await lastEventId();
    await visit.setOffline(true);
    await page.getByText(visit.text("journal.reconnecting", {}, area), { exact: true }).waitFor();
    await stamp();
    const seen = streams(visit);
    await visit.setOffline(false);
    await isLive(page, visit);
    await hasStamps(page, visit, 2);
    assert.equal(await seen.at(-1)?.headerValue("last-event-id"), heard);
    await stamp();
    await hasStamps(page, visit, 3);
  });

  itInBrowser("is one connection for two tabs; the other goes on when the first is closed", async (stage) => {
    const visit = await stage.visit();
    const seen = streams(visit);
    const first = await open(visit);
    const second = await visit.openTab();
    await second.goto(`${app.url}/console/journal`);
    await isLive(second, visit);
    await stamp();
    await hasStamps(first, visit, 1);
    await hasStamps(second, visit, 1);
    assert.equal(seen.length, 1);
    const heard = await lastEventId();
    const taken = visit.context.waitForEvent("request", {
      predicate: (request) => request.url().includes("/v1/events/stream"),
      timeout: settledMs,
    });
    await first.close();
    assert.equal(await (await taken).headerValue("last-event-id"), heard);
    await stamp();
    await hasStamps(second, visit, 2);
  });

  itInBrowser("keeps its rows still under somebody who reads further down", async (stage) => {
    for (let count = 0; count < 20; count += 1) await stamp();
    const visit = await stage.visit({ height: 500 });
    const page = await open(visit);
    await hasStamps(page, visit, 20);
    const row = stamps(page, visit).nth(15);
    await row.scrollIntoViewIfNeeded();
    const before = await row.boundingBox();
    await stamp();
    const news = page.getByRole("button", { name: visit.text("journal.new", { count: 1 }, area) });
    await news.waitFor();
    assert.deepEqual(await row.boundingBox(), before);
    assert.equal(await stamps(page, visit).count(), 20);
    await news.click();
    await hasStamps(page, visit, 21);
    assert.equal(await page.evaluate("window.scrollY"), 0);
  });

  itInBrowser(
    "finds by card number and type, keeps both in the address, and opens an event",
    async (stage) => {
      const other = { template_id: template, email: "bob@example.com", name: "Bob" };
      await made(tenant.owner, "/cards", other);
      await stamp();
      const visit = await stage.visit();
      const page = await open(visit);
      await page.getByText("Bob").first().waitFor();
      await page.getByRole("searchbox", { name: visit.text("journal.search", {}, area) }).fill(card.number);
      await page.getByText("Bob").first().waitFor({ state: "detached" });
      await page.getByRole("button", { name: visit.text("journal.column.type", {}, area) }).click();
      await page.getByRole("option", { name: visit.text("event.stamp_added") }).click();
      await page
        .getByRole("row")
        .filter({ hasText: visit.text("event.card_issued") })
        .waitFor({ state: "detached" });
      await page.reload();
      await isLive(page, visit);
      await hasStamps(page, visit, 1);
      assert.equal(await page.getByRole("row").count(), 2);
      await stamps(page, visit).getByRole("button").first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(`"event": "stamp_added"`).waitFor();
      await dialog.getByText("ann@example.com").waitFor();
      assert.match(page.url(), /event=evt_/);
      await expectAccessible(page, "an event");
      await page.goBack();
      assert.doesNotMatch(page.url(), /nowhere/);
    },
  );
});
