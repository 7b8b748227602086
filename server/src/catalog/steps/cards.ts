import { addStamps } from "../actions/stamps.ts";
import { cardHistory, getCard, issueCard, listCards } from "../actions/cards.ts";
import { anyEventSchema } from "../events/index.ts";
import { defineStep } from "./define.ts";
import {
  cardFields,
  cardId,
  cardNeed,
  customerFields,
  limitOf,
  location,
  receipt,
  reference,
} from "./fields.ts";
import { whichCard, whichCards, whichPerson } from "./questions.ts";

export const issueCardStep = defineStep({
  key: "issue_card",
  kind: "action",
  noun: "Card",
  zapier: {
    label: "Issue Card",
    description: "Issues a card to a customer, or returns the one the customer has.",
  },
  make: {
    module: "issueCard",
    label: "Issue a card",
    description: "Issues a card to a customer, or returns the one the customer has.",
    crud: "create",
    group: "Cards",
    asks: [whichPerson(["email", "phone"])],
  },
  calls: [{ action: issueCard }],
  needs: [{ keys: ["email", "phone"], sends: "all", required: true }],
  fields: [
    {
      key: "template_id",
      label: "Card template",
      help: "The program the card belongs to.",
      required: true,
      dropdown: "list_templates",
    },
    ...customerFields,
    location,
    reference,
  ],
});

export const addStampStep = defineStep({
  key: "add_stamp",
  kind: "action",
  noun: "Stamp",
  zapier: { label: "Add Stamp", description: "Adds one or more stamps to a card." },
  make: {
    module: "addStamp",
    label: "Add stamps",
    description: "Adds one or more stamps to a card.",
    crud: "update",
    group: "Cards",
    asks: [whichCard],
  },
  calls: [{ action: addStamps }],
  needs: [cardNeed(true)],
  fields: [
    ...cardFields,
    {
      key: "count",
      label: "Stamps",
      help: "How many stamps to add, one when left empty. For card templates that count orders.",
      type: "integer",
      placeholder: "1",
      group: "details",
    },
    {
      key: "amount",
      label: "Amount",
      help: "What the customer paid. For card templates that count money.",
      type: "number",
      placeholder: "24.50",
      group: "details",
    },
    {
      key: "currency",
      label: "Currency",
      help: "The currency of the amount, such as `EUR`.",
      placeholder: "EUR",
      group: "details",
    },
    receipt,
    location,
    {
      key: "note",
      label: "Note",
      help: "Kept in the journal of the card.",
      type: "text",
      group: "details",
    },
    reference,
  ],
});

export const findCardStep = defineStep({
  key: "find_card",
  kind: "search",
  noun: "Card",
  zapier: {
    label: "Find Card",
    description: "Finds a card with its state and progress by customer email, phone or card number.",
  },
  make: {
    module: "searchCards",
    label: "Search cards",
    description: "Returns a list of cards with their state and progress.",
    crud: "read",
    group: "Cards",
    asks: [whichCards],
  },
  calls: [{ action: listCards }],
  needs: [cardNeed(false)],
  fields: cardFields.map((field) =>
    field.key === "template_id" ? { ...field, help: "Only cards of this template.", narrows: true } : field,
  ),
});

export const listCardHistoryStep = defineStep({
  key: "list_card_history",
  kind: "search",
  noun: "Card Event",
  zapier: { label: "List Card History", description: "Lists what happened to a card, newest first." },
  make: {
    module: "listCardHistory",
    label: "List card history",
    description: "Returns a list of everything that happened to a card, newest first.",
    crud: "read",
    group: "Cards",
  },
  calls: [{ action: cardHistory }],
  fields: [{ ...cardId, required: true, to: "id" }, limitOf("events")],
  output: anyEventSchema("ids"),
  linesKey: "events",
});

export const getCardStep = defineStep({
  key: "get_card",
  kind: "read",
  noun: "Card",
  make: {
    module: "getCard",
    label: "Get a card",
    description: "Gets a card with its state and progress.",
    crud: "read",
    group: "Cards",
  },
  calls: [{ action: getCard }],
  fields: [{ ...cardId, required: true, to: "id" }],
});
