import { strict as assert } from "node:assert";
import { after, before } from "mocha";
import type { Page } from "playwright-core";
import { flag } from "../server/pictures/stage.ts";
import { startTestApp, testPassword, type Tenant, type TestApp } from "../support/app.ts";
import { describeInBrowser, itInBrowser, signIn, type Visit } from "../support/browser.ts";
import { made } from "../support/calls.ts";

interface PickedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** What the server does not take: too large, no picture by its bytes, none by its type. */
const refused: readonly (PickedFile & { readonly status: number })[] = [
  { name: "large.png", mimeType: "image/png", buffer: Buffer.alloc(3 * 1024 * 1024), status: 413 },
  { name: "page.png", mimeType: "image/png", buffer: Buffer.from("<!doctype html>"), status: 422 },
  { name: "list.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7"), status: 415 },
];

/** The address of the card page's logo, once it is drawn, and its width. */
const drawn = `(async () => {
  const image = document.querySelector("img.logo");
  if (image === null) return null;
  await image.decode();
  return { source: image.currentSrc, width: image.naturalWidth };
})()`;

describeInBrowser("console › pictures", () => {
  let app: TestApp;
  let tenant: Tenant;
  let template: string;
  let card: { link: string };
  before(async () => {
    app = await startTestApp();
    tenant = await app.tenant();
    template = (await made(tenant.owner, "/templates", { name: "Coffee", goals: [] })).id;
    card = await made(tenant.owner, "/cards", { template_id: template, email: "ann@example.com" });
  });
  after(() => app.stop());

  const pick = async (page: Page, button: string, file: PickedFile): Promise<void> => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: button, exact: true }).click();
    await (await chooser).setFiles(file);
  };
  const pictureOf = async (cardPage: Page): Promise<unknown> => {
    await cardPage.goto(card.link);
    return cardPage.evaluate(drawn);
  };

  /** In English the server's own words say it. */
  const words: Readonly<Record<"en" | "hi", (text: Visit["text"]) => readonly string[]>> = {
    en: (text) => ["Send at most 1 MB.", text("wrong.not_a_picture"), "image/webp"],
    hi: (text) => [
      text("problem.body_too_large"),
      text("wrong.not_a_picture"),
      text("problem.unsupported_media_type"),
    ],
  };

  const looks = [
    { language: "en", area: "settings", label: "settings.logo", address: "settings.address" },
    { language: "hi", area: "templates", label: "templates.look.logo", address: "templates.look.address" },
  ] as const;
  for (const { language, area, label, address } of looks)
    itInBrowser(
      `are uploaded in the look of ${area} and seen on the card page; a file that is none leaves the form as it is, ${language}`,
      async (stage) => {
        const visit = await stage.visit({ language });
        const who = { login: tenant.ownerLogin, password: testPassword };
        const place = area === "settings" ? "/settings" : `/templates/${template}`;
        const page = await signIn(visit, app.url, who, place);
        const logo = page.getByRole("group", { name: visit.text(label, {}, area) });
        const button = `${visit.text("picture.upload")}: ${visit.text(label, {}, area)}`;
        const typed = page.getByLabel(visit.text(address, {}, area));
        await typed.fill("12 MG Road");
        for (const [at, { status, ...file }] of refused.entries()) {
          visit.expectAnswer(status, "/v1/pictures");
          const answered = page.waitForResponse((answer) => answer.url().includes("/v1/pictures"));
          await pick(page, button, file);
          assert.equal((await answered).status(), status, file.name);
          await logo
            .getByRole("alert")
            .filter({ hasText: words[language](visit.text)[at] ?? "" })
            .waitFor();
          assert.equal(await typed.inputValue(), "12 MG Road");
        }
        const cardPage = await visit.openTab();
        const before = await pictureOf(cardPage);
        const side = area === "settings" ? 64 : 65;
        const buffer = await flag(64, side).png().toBuffer();
        await pick(page, button, { name: "logo.png", mimeType: "image/png", buffer });
        const shown = logo.getByRole("img");
        await shown.waitFor();
        assert.equal(await logo.getByRole("alert").count(), 0);
        const source = await shown.getAttribute("src");
        const saving = page.waitForResponse((answer) => answer.request().method() === "PATCH");
        await page
          .locator("form")
          .filter({ has: logo })
          .getByRole("button", { name: visit.text("save"), exact: true })
          .click();
        assert.equal((await saving).status(), 200);
        const after = { source, width: 64 };
        assert.notDeepEqual(before, after);
        assert.deepEqual(await pictureOf(cardPage), after);
      },
    );
});
