import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

const source = readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/**
 * Left out is where the component library speaks to screen readers: a button that is at work is named there, and when it
 * has gone with its page the name points nowhere for a moment.
 */
const ask = (
  rules: readonly string[] | null,
): string => `axe.run({ include: [document], exclude: ["[data-live-announcer]"] },
  ${JSON.stringify({ resultTypes: ["violations"], elementRef: false, ...(rules !== null && { runOnly: rules }) })}).then(({ violations }) =>
  violations.map(({ id, impact, help, nodes }) => ({ id, impact, help,
    nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })) })))`;

const told = ({ id, impact, help, nodes }: Violation): string =>
  [
    `${impact} ${id}: ${help}`,
    ...nodes.map((node) => `    ${node.target.join(" ")}: ${node.failureSummary}`),
  ].join("\n");

/** The rules that look at colours: all that another look of the same page can break. */
const ofColours = ["color-contrast", "link-in-text-block"];

const expectNone = async (page: Page, rules: readonly string[] | null, what: string): Promise<void> => {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(await source);
  const violations = (await page.evaluate(ask(rules))) as readonly Violation[];
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(grave.map(told), [], what);
};

/**
 * Fails where the page, as it stands now, has a violation of serious or critical kind. The rules come in past the
 * page's Content-Security-Policy by the debugger, so that the policy stays on.
 * @param what is looked at, for the failure
 */
export const expectAccessible = (page: Page, what: string): Promise<void> => expectNone(page, null, what);

/** Judges the colours of the same page in the other look of the system; nothing on it may be under way to change. */
export const expectAccessibleIn = async (
  page: Page,
  colorScheme: "light" | "dark",
  what: string,
): Promise<void> => {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
  await expectNone(page, ofColours, `${what}, ${colorScheme}`);
};
