import { getCountryCallingCode } from "libphonenumber-js/min";
import { isCountry } from "../core/country.ts";
import { settings } from "../core/installation.ts";
import { readPageOf, type Page, type Paging } from "../core/paging.ts";
import type { Filter } from "../core/store.ts";
import type { Business, Platform } from "../platform/index.ts";
import { foldEmail } from "./contact.ts";
import { customers, type CustomerDocument } from "./model.ts";
import { foldName, nameKeys } from "./name-keys.ts";

/** Of each way to match so many are found at most. */
const mostFound = 250;
const highest = "\u{10ffff}";

const startsWith = (text: string) => ({ $gte: text, $lt: `${text}${highest}` });

/** The beginnings of numbers that somebody may mean who types this; none for what is no number. */
const phoneBeginnings = (text: string, { country }: Business): string[] => {
  if (!/^\+?[\d\s().-]+$/.test(text)) return [];
  const digits = text.replace(/\D/g, "");
  if (digits.length < 3) return [];
  if (text.startsWith("+")) return [`+${digits}`];
  // a business of an earlier version may be in none
  const prefix = isCountry(country) ? [getCountryCallingCode(country)] : [];
  return [`+${digits}`, ...prefix.map((code) => `+${code}${digits.replace(/^0+/, "")}`)];
};

/** The ways in which a text may name a customer, each by an index of its own. */
const waysOf = (text: string, business: Business): Filter<CustomerDocument>[] => {
  const name = foldName(text);
  return [
    { external_id: text },
    ...(name === "" ? [] : [{ name_key: startsWith(name) }, { last_name_key: startsWith(name) }]),
    ...(/\s/.test(text) ? [] : [{ email: startsWith(foldEmail(text)) }]),
    ...phoneBeginnings(text, business).map((phone) => ({ phone: startsWith(phone) })),
  ];
};

/** The ids of customers whom a search box's text may mean. */
export const searchCustomers = async (
  platform: Platform,
  business: Business,
  text: string,
): Promise<string[]> => {
  const all = platform.store.collection(customers);
  const found = await Promise.all(
    waysOf(text, business).map((way) =>
      all
        .find({ business_id: business.id, ...way }, { projection: { _id: 1 } })
        .limit(mostFound)
        .toArray(),
    ),
  );
  return [...new Set(found.flat().map(({ _id }) => _id))];
};

/** Who holds the card of a number. */
export type FindHolders = (platform: Platform, businessId: string, number: string) => Promise<string[]>;

/** The customers whom a search box's text may mean, newest first. */
export const listFound = async (
  platform: Platform,
  business: Business,
  findHolders: FindHolders,
  { query, ...paging }: Paging & { query: string },
): Promise<Page<CustomerDocument>> => {
  const [named, holders] = await Promise.all([
    searchCustomers(platform, business, query),
    findHolders(platform, business.id, query),
  ]);
  return readPageOf(platform.store.collection(customers), [...named, ...holders], paging);
};

const mark = "customers_know_their_name_keys";
const pageSize = 500;

/** Customers of 0.1.0 are found by name from the first start on. Interrupted, the next start goes on. */
export const carryOverNames = async ({ store, clock }: Platform): Promise<void> => {
  const done = store.collection(settings);
  if ((await done.findOne({ _id: mark })) !== null) return;
  const all = store.collection(customers);
  for (;;) {
    const page = await all
      .find({ name: { $type: "string" }, name_key: { $exists: false } })
      .limit(pageSize)
      .toArray();
    if (page.length === 0) break;
    await all.bulkWrite(
      page.map(({ _id, name }) => ({
        // Who is renamed meanwhile has newer keys by then.
        updateOne: { filter: { _id, name, name_key: { $exists: false } }, update: { $set: nameKeys(name) } },
      })),
    );
  }
  await done.updateOne({ _id: mark }, { $set: { value: clock.now().toISOString() } }, { upsert: true });
};
