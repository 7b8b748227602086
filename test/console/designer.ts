import type { Locator, Page } from "playwright-core";
import type { Visit } from "../support/browser.ts";

/* How a person goes about the designer of card templates. */

export const textsOf =
  (visit: Visit) =>
  (id: string, values?: Record<string, string | number>): string =>
    visit.text(id, values, "templates");

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Opens a drop-down by its label and takes one of its choices. */
export const choose = async (
  page: Page,
  scope: Page | Locator,
  label: string,
  option: string,
): Promise<void> => {
  const named = scope.getByRole("button", { name: new RegExp(escaped(label)) });
  await named.and(scope.locator('[aria-haspopup="listbox"]')).click();
  await page.getByRole("option", { name: new RegExp(`^${escaped(option)}`) }).click();
};

export const goalOf = (page: Page, visit: Visit, number: number): Locator =>
  page.getByRole("region", { name: textsOf(visit)("templates.goal", { number }), exact: true });

export const variantOf = (goal: Locator, visit: Visit, number: number): Locator =>
  goal.getByRole("group", { name: textsOf(visit)("templates.lottery.variant", { number }), exact: true });

/** The voucher that each language's designer makes on the spot. */
export const cake = ({ language }: Visit): string => `Half a cake, ${language}`;

/** An award at two stamps, a voucher made on the spot at four, and a third goal at six. */
export const fillGoals = async (page: Page, visit: Visit): Promise<void> => {
  const text = textsOf(visit);
  const add = page.getByRole("button", { name: text("templates.goal.add") });
  await add.click();
  await add.click();
  for (const [at, stamps] of ["2", "4", "6"].entries())
    await goalOf(page, visit, at + 1)
      .getByLabel(text("templates.goal.stamps"))
      .fill(stamps);
  await goalOf(page, visit, 1).getByLabel(text("templates.reward.name")).fill("A biscuit");
  const second = goalOf(page, visit, 2);
  await choose(page, second, text("templates.reward.type"), text("templates.reward.voucher"));
  await second.getByRole("button", { name: text("vouchers.new_short") }).click();
  const dialog = page.getByRole("dialog", { name: text("vouchers.new") });
  await dialog.getByLabel(text("vouchers.title")).fill(cake(visit));
  await dialog.getByRole("button", { name: visit.text("save") }).click();
  await second.getByRole("button", { name: new RegExp(cake(visit)) }).waitFor();
};

/** Three vouchers, as likely as one another: whichever is drawn, there is something to redeem. */
export const fillLottery = async (page: Page, visit: Visit, goal: Locator): Promise<void> => {
  const text = textsOf(visit);
  await choose(page, goal, text("templates.reward.type"), text("templates.reward.lottery"));
  await goal.getByLabel(text("templates.reward.name")).fill("Wheel of cake");
  await goal.getByRole("button", { name: text("templates.lottery.add") }).click();
  for (const number of [1, 2, 3]) {
    const variant = variantOf(goal, visit, number);
    await choose(page, variant, text("templates.lottery.type"), text("templates.variant.voucher"));
    await variant.getByLabel(text("templates.lottery.name")).fill(`Cake number ${number}`);
    await choose(page, variant, text("templates.voucher"), cake(visit));
  }
  await goal.getByRole("button", { name: text("templates.lottery.even") }).click();
  await goal.getByText(text("templates.lottery.whole")).waitFor();
};
