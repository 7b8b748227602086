import { actions } from "../../catalog/index.ts";
import { components } from "./components.ts";
import { operationOf } from "./operation.ts";
import { createSchemas, type Schemas } from "./schemas.ts";
import { webhooks } from "./webhooks.ts";

const about = {
  title: "7stamp Connect",
  version: "1.0.0",
  license: { name: "Proprietary", identifier: "LicenseRef-Proprietary" },
  summary:
    "Loyalty stamp cards: cards, stamps, vouchers, customers, and signed webhooks for everything that happens.",
  description: [
    "Authenticate with an API key: `Authorization: Bearer 7loc_sc_…`.",
    "Every POST takes an `Idempotency-Key`, so that a repeated call does nothing twice.",
    "Lists are newest first; `next_cursor` of one page is `cursor` of the next.",
    "Errors are problem documents (RFC 9457); branch on `code`, which never changes.",
  ].join("\n\n"),
};

const pathOf = (path: string): string => path.replace(/:(\w+)/g, "{$1}");

const paths = (schemas: Schemas): Record<string, Record<string, unknown>> => {
  const all: Record<string, Record<string, unknown>> = {};
  for (const action of actions) {
    const path = (all[pathOf(action.path)] ??= {});
    path[action.method.toLowerCase()] = operationOf(action, schemas);
  }
  return all;
};

/** What stands under each tag, for the contents of a reference. */
const tagDescriptions: Readonly<Record<string, string>> = {
  Business: "The shop: its name, look, country, time zone and currency; and who is calling.",
  Staff: "Who may sign in at a scanner, a till or the office.",
  "API keys": "Each is bound to one staff member and has their rights.",
  Session: "The console's log-in.",
  Locations: "Shops and counters: what happens there carries their name.",
  "Card templates": "The programs: how stamps are earned, and what they are good for.",
  "Voucher templates": "What goals, lotteries, birthdays and campaigns give away.",
  Pictures: "Logos and pictures, drawn anew and served from here.",
  Customers: "People, what they consented to, all that is kept of them, and its erasure.",
  Cards: "One customer's card of one program: issue, find, follow, delete.",
  Stamps: "Add stamps, by count or by amount.",
  Rewards: "Play a lottery that a goal has given.",
  Vouchers: "Issue, find, redeem, cancel.",
  Campaigns: "Messages over wallets, email and messengers, with or without a voucher.",
  Broadcasts: "One message over one messenger, to those who consented.",
  Messengers: "The account at 7loc.com.",
  Events: "What has happened, as hooks receive it; live too.",
  Hooks: "Subscriptions: where events are delivered, signed.",
  Deliveries: "One event for one hook, with every attempt.",
  Tills: "Tills whose sales stamp cards and redeem vouchers.",
  Stats: "What happened by day, week or month.",
  Refusals: "Calls that were refused, and what to do.",
  Webhooks: "What a hook receives: one for each event, in two forms.",
};

const tags = () =>
  [...new Set(actions.map((action) => action.tag)), "Webhooks"].map((name) => ({
    name,
    description: tagDescriptions[name] ?? "",
  }));

/** The address the committed document names; a running server puts its own there. */
export const exampleServer = "http://localhost:7070/v1";

/** The whole API as an OpenAPI 3.1 document. */
export const openApi = () => {
  const schemas = createSchemas();
  const document = {
    openapi: "3.1.0",
    info: about,
    servers: [{ url: exampleServer }],
    tags: tags(),
    paths: paths(schemas),
    webhooks: webhooks(schemas),
  };
  return { ...document, components: components(schemas) };
};
