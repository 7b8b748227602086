import { getBroadcast, sendBroadcast } from "../actions/broadcasts.ts";
import { messengerChannels } from "../parts.ts";
import { defineStep } from "./define.ts";
import { choicesOf, reference } from "./fields.ts";

const consenting = "It reaches only customers who gave consent for the messenger";

export const sendBroadcastStep = defineStep({
  key: "send_broadcast",
  kind: "action",
  noun: "Broadcast",
  zapier: {
    label: "Send Messenger Broadcast",
    description:
      "Sends a message over WhatsApp, Telegram or Viber to consenting customers. Needs the API key of a manager.",
  },
  make: {
    module: "sendBroadcast",
    label: "Send a messenger broadcast",
    description:
      "Sends a message over WhatsApp, Telegram or Viber to consenting customers. Needs the API key of a manager.",
    crud: "create",
    group: "Messengers",
  },
  calls: [{ action: sendBroadcast }],
  fields: [
    {
      key: "channel",
      label: "Messenger",
      help: "The messenger must be connected in your console.",
      required: true,
      choices: choicesOf(messengerChannels),
    },
    {
      key: "message",
      label: "Message",
      help: `${consenting}.`,
      type: "text",
      required: true,
      placeholder: "Your next cappuccino is on us this week.",
    },
    {
      key: "audience",
      label: "Audience",
      help: `Who the message is for. ${consenting}, whatever the audience.`,
      required: true,
      group: "audience",
      to: null,
      choices: [
        { value: "all", label: "All customers", sends: { "audience.all": true } },
        { value: "template", label: "Holders of a card template" },
        { value: "customers", label: "Chosen customers" },
        { value: "inactive", label: "Inactive customers" },
        {
          value: "active_voucher",
          label: "Customers with an active voucher",
          sends: { "audience.has_active_voucher": true },
        },
      ],
    },
    {
      key: "template_id",
      label: "Card template",
      help: "Customers who hold a card of this template.",
      required: true,
      dropdown: "list_templates",
      group: "audience",
      to: "audience.template_id",
      when: { field: "audience", is: "template" },
    },
    {
      key: "customer_ids",
      label: "Customers",
      help: "The customers to write to.",
      required: true,
      list: true,
      dropdown: "list_customers",
      group: "audience",
      to: "audience.customer_ids",
      when: { field: "audience", is: "customers" },
    },
    {
      key: "inactive_days",
      label: "Days inactive",
      help: "Customers without a stamp for at least so many days.",
      type: "integer",
      required: true,
      placeholder: "30",
      group: "audience",
      to: "audience.inactive_days",
      when: { field: "audience", is: "inactive" },
    },
    reference,
  ],
});

export const getBroadcastStep = defineStep({
  key: "get_broadcast",
  kind: "read",
  noun: "Broadcast",
  zapier: { label: "Get Broadcast", description: "Gets a broadcast with its counts by status." },
  make: {
    module: "getBroadcast",
    label: "Get a messenger broadcast",
    description: "Gets a broadcast with its counts by status.",
    crud: "read",
    group: "Messengers",
  },
  calls: [{ action: getBroadcast }],
  fields: [
    {
      key: "broadcast_id",
      label: "Broadcast",
      help: "Map the broadcast's ID from the step that sent it.",
      required: true,
      to: "id",
    },
  ],
});
