import type { Page } from "playwright-core";
import type { Visit } from "../support/browser.ts";
import { choose } from "./designer.ts";

/* What happens at the counter of a shop, by the console and by the customer's own card page. */

/** A new customer with a card of this program, and six stamps on it: the page of the card, where a spin waits. */
export const stampNewCard = async (page: Page, visit: Visit, program: string): Promise<void> => {
  const text = (id: string) => visit.text(id, {}, "customers");
  await page.goto(new URL("/console/customers/new", page.url()).href);
  await page
    .getByLabel(text("person.email"), { exact: true })
    .first()
    .fill(`spinner-${visit.language}@example.com`);
  await choose(page, page, text("new.card"), program);
  await page.getByRole("button", { name: text("new.save"), exact: true }).click();
  await page.getByRole("link", { name: program }).first().click();
  await page.getByRole("button", { name: text("stamp.add"), exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: text("stamp.count") }).fill("6");
  await dialog.getByRole("button", { name: text("stamp.add"), exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("heading", { name: text("spin.all") }).waitFor();
};

/** From the card in the console to the customer's page, in the customer's language: the spin is played there. */
export const playSpin = async (page: Page, visit: Visit, outcome: RegExp): Promise<void> => {
  const opening = visit.context.waitForEvent("page");
  await page
    .getByRole("link", { name: visit.text("card.page_open", {}, "customers") })
    .first()
    .click();
  const cardPage = await opening;
  await cardPage.locator(`html[lang=${visit.language}]`).waitFor();
  await cardPage.locator("form button").click();
  await cardPage.locator("#outcome").getByText(outcome).first().waitFor();
};
