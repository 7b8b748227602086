import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { after, afterEach, before, beforeEach } from "mocha";
import type { Locator, Page } from "playwright-core";
import { startTestApp, testPassword, type Tenant, type TestApp } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { describeInBrowser, itInBrowser, signIn, type Visit } from "../support/browser.ts";
import { languages } from "../support/console-texts.ts";
import { startReceiver, type Received, type Receiver } from "../support/receiver.ts";

/** Standard Webhooks: whether one of the signatures is of this secret. */
const isSignedBy = (secret: string, { headers, body }: Received): boolean => {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  return (headers["webhook-signature"] ?? "").split(" ").includes(expected);
};

/** A text with a value that the test does not know. */
const pattern = (text: string): RegExp =>
  new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("§", ".+"));

describeInBrowser("console › webhooks", () => {
  let app: TestApp;
  let tenant: Tenant;
  let receiver: Receiver;
  let template: string;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    receiver = await startReceiver();
    tenant = await app.tenant({ name: "Chai Corner" });
    const earn = { type: "per_order" };
    const made = await tenant.owner.post("/templates", { name: "Chai card", earn, goals: [] });
    assert.equal(made.status, 201, made.text);
    template = made.body.id;
  });
  afterEach(() => receiver.close());

  const textsOf = (visit: Visit) => (id: string, values?: Record<string, string | number>) =>
    visit.text(id, values, "integrations");
  const open = (visit: Visit, place: string): Promise<Page> =>
    signIn(visit, app.url, { login: tenant.ownerLogin, password: testPassword }, `/integrations/${place}`);
  const issueCard = async (email: string): Promise<void> => {
    const { status, text } = await tenant.owner.post("/cards", { template_id: template, email });
    assert.equal(status, 201, text);
  };
  const addHook = async (target_url: string, more: object = {}): Promise<string> => {
    const made = await tenant.owner.post("/hooks", { target_url, events: ["card_issued"], ...more });
    assert.equal(made.status, 201, made.text);
    return made.body.id;
  };
  const logOf = (page: Page, visit: Visit): Locator =>
    page.getByRole("table", { name: textsOf(visit)("deliveries.title") });

  for (const language of languages) {
    itInBrowser(
      `adds one at a failing receiver, reads why, mends it, sends again and sees it arrive, ${language}`,
      async (stage) => {
        const visit = await stage.visit({ language });
        const text = textsOf(visit);
        visit.expectAnswer(422, "/v1/hooks");
        const page = await open(visit, "webhooks");
        await page.getByText(text("hooks.empty"), { exact: true }).waitFor();
        await page
          .getByRole("link", { name: text("hooks.add") })
          .first()
          .click();

        const address = page.getByLabel(text("hooks.address"));
        await address.fill("http://10.0.0.1/crm");
        await page.getByText(text("hooks.hint_http")).waitFor();
        await page.getByText(visit.text("event.card_issued")).click();
        const save = page.getByRole("button", { name: text("hooks.add") });
        await save.click();
        await page.locator("input[aria-invalid=true]").and(address).waitFor();
        assert.equal(await page.locator(".field-error").count(), 1);
        await address.fill(receiver.url);
        await page.locator(".field-error").waitFor({ state: "detached" });
        await save.click();

        const shown = page.getByRole("dialog", { name: text("hooks.secret_title") });
        const secret = (await shown.getByText(/^whsec_\S+$/).textContent()) ?? "";
        await expectAccessible(page, "the secret");
        await shown.getByRole("button", { name: text("hooks.secret_done") }).click();
        await page.getByText(text("deliveries.empty"), { exact: true }).waitFor();

        receiver.always({ status: 500, body: "our database is down" });
        await issueCard(`asha-${language}@example.com`);
        const row = logOf(page, visit).getByRole("row").nth(1);
        await row.getByText(text("cause.answered", { status: 500 })).waitFor();
        await row.getByRole("link").click();
        const cause = text("cause.answered", { status: 500 });
        await page.getByText(pattern(text("attempt.sentence_next", { cause, when: "§" }))).waitFor();
        await page.getByText("our database is down", { exact: true }).first().waitFor();
        const sent = page.locator("pre", { hasText: receiver.requests[0]?.body ?? "nothing" });
        assert.ok((await sent.count()) > 0, "the exact body");
        await expectAccessible(page, "a delivery");

        receiver.always({ status: 204 });
        // Its own next try may be under way just then; it arrives all the same.
        visit.expectAnswer(409, "/v1/deliveries/");
        await page.getByRole("button", { name: text("deliveries.retry") }).click();
        await page.getByText(text("deliveries.status.delivered"), { exact: true }).waitFor();
        const [first, ...others] = receiver.requests;
        assert.ok(first && others.length > 0);
        assert.ok(receiver.requests.every((one) => isSignedBy(secret, one)));
        assert.equal(others.at(-1)?.headers["webhook-id"], first.headers["webhook-id"]);
      },
    );
  }

  itInBrowser(
    "replaces the secret: shown once, and both sign a test, which stands in the log as one",
    async (stage) => {
      const made = await tenant.owner.post("/hooks", { target_url: receiver.url, events: ["*"] });
      const visit = await stage.visit();
      const text = textsOf(visit);
      const page = await open(visit, `webhooks/${made.body.id}`);
      await page.getByRole("button", { name: text("hooks.more") }).click();
      await page.getByRole("menuitem", { name: text("hooks.rotate") }).click();
      const asked = page.getByRole("alertdialog", { name: text("hooks.rotate_title") });
      await asked.getByRole("button", { name: text("hooks.rotate"), exact: true }).click();
      const shown = page.getByRole("dialog", { name: text("hooks.secret_title") });
      const secret = (await shown.getByText(/^whsec_\S+$/).textContent()) ?? "";
      await shown.getByRole("button", { name: text("hooks.secret_done") }).click();

      await page
        .getByRole("button", { name: text("hooks.test") })
        .first()
        .click();
      const dialog = page.getByRole("dialog", { name: text("hooks.test") });
      await dialog.getByRole("button", { name: text("hooks.test_event") }).click();
      await page.getByRole("option", { name: visit.text("event.voucher_redeemed") }).click();
      await dialog.getByRole("button", { name: text("hooks.test_send"), exact: true }).click();
      await dialog.getByText(text("hooks.test_arrived")).waitFor();
      const [request] = receiver.requests;
      assert.ok(request);
      assert.ok(isSignedBy(secret, request) && isSignedBy(made.body.secret, request));
      const body = JSON.parse(request.body) as { event: string; test: boolean };
      assert.deepEqual([body.event, body.test], ["voucher_redeemed", true]);
      await expectAccessible(page, "a test that arrived");
      await dialog.getByRole("button", { name: visit.text("close") }).click();
      const row = logOf(page, visit).getByRole("row").nth(1);
      await row.getByText(text("deliveries.test"), { exact: true }).waitFor();
    },
  );

  itInBrowser("sends all that failed again, after saying how many that is", async (stage) => {
    // They wait until they are asked for.
    receiver.always({ status: 503, headers: { "retry-after": "3600" } });
    const id = await addHook(receiver.url);
    await issueCard("one@example.com");
    await issueCard("two@example.com");
    const visit = await stage.visit({ language: "hi", width: 360, colorScheme: "dark" });
    const text = textsOf(visit);
    const page = await open(visit, `webhooks/${id}`);
    const failed = text("cause.answered", { status: 503 });
    await logOf(page, visit).getByText(failed).nth(1).waitFor();
    receiver.always({ status: 200 });
    await page.getByRole("button", { name: text("hooks.recover") }).click();
    const dialog = page.getByRole("alertdialog", { name: text("hooks.recover_title") });
    const again = dialog.getByRole("button", { name: text("hooks.recover_confirm", { count: 2 }) });
    await again.waitFor();
    await expectAccessible(page, "what failed");
    assert.equal(receiver.requests.length, 2);
    await again.click();
    await page.getByText(text("hooks.recovered", { count: 2 })).waitFor();
    await receiver.arrived(4);
  });

  itInBrowser("says that nobody listens at the address", async (stage) => {
    const gone = await startReceiver();
    await gone.close();
    const id = await addHook(gone.url);
    await issueCard("four@example.com");
    const visit = await stage.visit();
    const page = await open(visit, `webhooks/${id}`);
    const refused = textsOf(visit)("cause.refused", { host: "127.0.0.1" });
    await logOf(page, visit).getByText(refused).first().waitFor();
  });

  itInBrowser("keeps the log's filters in the address: reload and back show the same", async (stage) => {
    const id = await addHook(receiver.url);
    await issueCard("asha@example.com");
    await receiver.arrived(1);
    const visit = await stage.visit();
    const text = textsOf(visit);
    const page = await open(visit, `webhooks/${id}?status=delivered&event=card_issued`);
    await logOf(page, visit).getByText(text("deliveries.status.delivered"), { exact: true }).waitFor();
    await page.getByRole("button", { name: text("deliveries.outcome") }).click();
    await page.getByRole("option", { name: text("deliveries.status.failed") }).click();
    await page.getByText(visit.text("nothing_fits"), { exact: true }).waitFor();
    assert.match(page.url(), /status=failed/);
    await page.reload();
    await page.getByText(visit.text("nothing_fits"), { exact: true }).waitFor();
    await page.getByRole("button", { name: visit.text("clear_filters") }).click();
    await logOf(page, visit).getByText(text("deliveries.status.delivered"), { exact: true }).waitFor();
    assert.doesNotMatch(page.url(), /status=/);
  });

  itInBrowser(
    "switches one off and on, changes it, and deletes it; its log can still be read",
    async (stage) => {
      const id = await addHook(receiver.url, { source: "zapier", filters: { template_id: template } });
      const visit = await stage.visit();
      const text = textsOf(visit);
      const page = await open(visit, `webhooks/${id}`);
      const more = async (name: string): Promise<void> => {
        await page.getByRole("button", { name: text("hooks.more") }).click();
        await page.getByRole("menuitem", { name }).click();
      };
      await more(text("hooks.switch_off"));
      const asked = page.getByRole("alertdialog");
      await asked.getByText(text("hooks.stops_zapier")).waitFor();
      await asked.getByRole("button", { name: text("hooks.switch_off") }).click();
      const reason = text("hooks.reason.switched_off");
      await page.getByText(text("hooks.disabled_because", { reason })).waitFor();
      await page.getByRole("button", { name: text("hooks.switch_on") }).click();
      await page.getByText(text("hooks.switched_on")).waitFor();

      await page.getByRole("link", { name: visit.text("edit") }).click();
      await page.getByLabel(text("hooks.description")).fill("The head office's CRM");
      await page
        .locator(".radio")
        .filter({ hasText: text("hooks.events_all") })
        .click();
      await page.getByText(text("hooks.advanced")).click();
      const rate = page.getByLabel(text("hooks.rate"));
      await rate.fill("5000");
      await page.getByLabel(text("hooks.concurrency")).fill("1");
      visit.expectAnswer(422, "/v1/hooks/");
      const save = page.getByRole("button", { name: visit.text("save"), exact: true });
      await save.click();
      await page.locator("input[aria-invalid=true]").and(rate).waitFor();
      await expectAccessible(page, "a webhook's pace");
      await rate.fill("5");
      await save.click();
      await page.getByRole("heading", { name: "The head office's CRM" }).waitFor();
      const { body } = await tenant.owner.get(`/hooks/${id}`);
      assert.deepEqual([body.events, body.filters], [["*"], { template_id: template }]);
      assert.deepEqual([body.rate_per_second, body.concurrency], [5, 1]);
      await page.getByText(text("hooks.pace_of", { rate: 5, count: 1 })).waitFor();

      await more(visit.text("delete"));
      await page
        .getByRole("alertdialog")
        .getByRole("button", { name: visit.text("delete") })
        .click();
      await page.getByText(text("hooks.empty"), { exact: true }).waitFor();
      await page.getByRole("radio", { name: text("hooks.show.removed") }).click();
      await page.getByRole("link", { name: receiver.url }).click();
      const why = text("hooks.reason.unsubscribed");
      await page.getByText(text("hooks.removed_because", { reason: why })).waitFor();
      assert.equal(await page.getByRole("button", { name: text("hooks.test") }).count(), 0);
    },
  );
});
