import { z } from "zod";
import { exampleWith } from "../examples.ts";
import { eventSample, stampAdded } from "../events/index.ts";
import { defineAction, page, paging } from "../define.ts";
import { cardSelector, id, selectorKeys, selectorMessageOptional } from "../parts.ts";
import * as resources from "../resources.ts";
import { customerIdsIn, locationId, optionalCustomerFields, searchText } from "./fields.ts";

export const issueCard = defineAction({
  name: "issue_card",
  method: "POST",
  path: "/cards",
  tag: "Cards",
  summary: "Issue a card",
  description:
    "Finds the customer by email or phone, or creates it, and issues a card of the template unless there is one.",
  status: 201,
  alsoStatus: [200],
  body: z
    .strictObject({ template_id: id("tpl"), location_id: locationId, ...optionalCustomerFields })
    .refine((body) => body.email !== undefined || body.phone !== undefined, {
      path: ["email"],
      message: "an email or a phone is needed",
    }),
  result: resources.card
    .extend({ created: z.boolean().meta({ description: "False when the customer had one." }) })
    .meta(exampleWith(resources.card, { created: true })),
  errors: ["customer_conflict"],
  example: { body: { template_id: "tpl_009", email: "ann.lee@example.com", name: "Ann Lee" } },
});

export const listCards = defineAction({
  name: "list_cards",
  method: "GET",
  path: "/cards",
  tag: "Cards",
  summary: "List cards",
  query: {
    ...paging,
    ...cardSelector,
    query: searchText,
    customer_ids: customerIdsIn("The cards of up to 100 customers"),
  },
  queryRule: {
    holds: (query) =>
      [...selectorKeys, "query", "customer_ids"].filter((key) => query[key] !== undefined).length <= 1,
    message: `${selectorMessageOptional}, or query, or customer_ids`,
  },
  result: page(resources.card),
  example: { query: { email: "ann.lee@example.com" } },
});

export const getCard = defineAction({
  name: "get_card",
  method: "GET",
  path: "/cards/:id",
  tag: "Cards",
  summary: "Get a card with its progress",
  params: { id: id("card") },
  result: resources.card,
  errors: ["not_found"],
});

export const deleteCard = defineAction({
  name: "delete_card",
  method: "DELETE",
  path: "/cards/:id",
  tag: "Cards",
  summary: "Delete a card",
  role: "manager",
  status: 204,
  params: { id: id("card") },
  errors: ["not_found"],
});

const journalEntry = z
  .looseObject({ id: z.string(), event: z.string(), timestamp: z.iso.datetime() })
  .meta({ id: "JournalEntry", examples: [eventSample(stampAdded)] });

export const cardHistory = defineAction({
  name: "list_card_history",
  method: "GET",
  path: "/cards/:id/history",
  tag: "Cards",
  summary: "List the card's journal",
  params: { id: id("card") },
  query: paging,
  result: page(journalEntry),
  errors: ["not_found"],
});
