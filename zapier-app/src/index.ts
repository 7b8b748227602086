import zapier, { defineApp } from "zapier-platform-core";
import packageJson from "../package.json" with { type: "json" };
import { identify, refuse } from "./api.ts";
import { authentication } from "./connection.ts";
import { creates } from "./creates.ts";
import { dropdownTriggers } from "./dropdowns.ts";
import { searches, searchOrCreates } from "./searches.ts";
import { eventTriggers } from "./triggers.ts";

const byKey = <Item extends { key: string }>(items: readonly Item[]): Record<string, Item> =>
  Object.fromEntries(items.map((item) => [item.key, item]));

/** The 7stamp Connect app. */
export default defineApp({
  version: packageJson.version,
  platformVersion: zapier.version,
  flags: {
    // Blank values are dropped by input.ts, which must tell a mapped but empty field from one that is not used.
    cleanInputData: false,
    // False lets afterResponse see 429 answers; failure.ts makes the sentence and takes over Retry-After.
    throwForThrottlingEarly: false,
    // Every request goes through z.request, which logs it; the patch knows those by the platform's own User-Agent only
    // and would log each a second time.
    skipHttpPatch: true,
  },
  authentication,
  beforeRequest: [identify],
  afterResponse: [refuse],
  triggers: byKey([...eventTriggers, ...dropdownTriggers]),
  creates: byKey(creates),
  searches: byKey(searches),
  searchOrCreates: byKey(searchOrCreates),
});
