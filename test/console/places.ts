import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { Client } from "../support/app.ts";
import { signIn, type Visit } from "../support/browser.ts";
import type { Shop } from "./seed.ts";

/*
 * Every page of the console, read from its own list: a page that is added is looked at by the tests that go through all.
 * The list is read as text, since it belongs to a browser.
 */

const source = readFileSync(new URL("../../server/console/pages/index.ts", import.meta.url), "utf8");

/** Addresses below /console as they are registered, with :params. */
export const patterns: readonly string[] = [...source.matchAll(/\bpath: "([^"]+)"/g)].map(
  ([, path = ""]) => path,
);

/** Lists of the API whose name is not the one that stands in the console's address. */
const lists: Readonly<Record<string, string>> = { webhooks: "hooks", broadcasts: "campaigns" };

const firstOf = async (client: Client, list: string): Promise<Record<string, unknown> | undefined> => {
  const { status, body } = await client.get(list);
  assert.equal(status, 200, list);
  return body.data[0];
};

/** What has no list of its own that begins with it, or another name than its id. */
const others: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  "/integrations/webhooks/deliveries": async (client) => {
    const hook = await firstOf(client, "/hooks?limit=1");
    return (await firstOf(client, `/hooks/${String(hook?.["id"])}/deliveries?limit=1`))?.["id"];
  },
  "/integrations/events": async (client) => (await firstOf(client, "/event-types"))?.["name"],
};

const addressOf = async (pattern: string, client: Client): Promise<string> => {
  const [, before = "", after = ""] = /^(.*)\/:\w+(.*)$/.exec(pattern) ?? [];
  if (before === "") return pattern;
  const noun = before.split("/").at(-1) ?? "";
  const known = others[before];
  const id = known ? await known(client) : (await firstOf(client, `/${lists[noun] ?? noun}?limit=1`))?.["id"];
  assert.equal(typeof id, "string", `the shop of the tests needs one for ${pattern}`);
  return `${before}/${String(id)}${after}`;
};

/** An address for each page of the console, with the ids of what the shop has. */
export const placesOf = (shop: Shop): Promise<readonly string[]> =>
  Promise.all(patterns.map((pattern) => addressOf(pattern, shop.tenant.owner)));

/** For a test that goes through every page, on a machine that is busy with others. */
export const tourLimitMs = 6 * 60_000;

/** Waits until a page shows what it was opened for. */
export const ready = async (page: Page): Promise<void> => {
  await page.locator("main h1").first().waitFor();
  await page.locator(".skeleton").first().waitFor({ state: "detached" });
};

/** Goes through every page as the owner, one after another. */
export const visitAll = async (
  shop: Shop,
  visit: Visit,
  look: (page: Page, place: string) => Promise<void>,
): Promise<void> => {
  const [first = "/", ...others] = await placesOf(shop);
  const page = await signIn(visit, shop.app.url, shop.owner, first);
  await ready(page);
  await look(page, first);
  for (const place of others) {
    await page.goto(`${shop.app.url}/console${place}`);
    await ready(page);
    await look(page, place);
  }
};
