import { z } from "zod";
import { defineEvent } from "../define.ts";

/** Members of a customer that a change may be about, in the order of the answers. */
export const customerMembers = [
  "name",
  "first_name",
  "last_name",
  "email",
  "phone",
  "birthday",
  "language",
  "external_id",
  "consents",
] as const;

export const customerCreated = defineEvent({
  name: "customer_created",
  label: "New Customer Created",
  description: "Triggers when a customer is created, with or without a card.",
  make: { module: "watchCustomersCreated", label: "Watch created customers" },
  noun: "Customer",
  filters: [],
  card: null,
  body: {},
  sample: {},
});

export const customerUpdated = defineEvent({
  name: "customer_updated",
  label: "Customer Updated",
  description: "Triggers when a customer's data or consents change.",
  make: { module: "watchCustomersUpdated", label: "Watch updated customers" },
  noun: "Customer",
  filters: [],
  card: null,
  body: {
    changed: z
      .array(z.enum(customerMembers))
      .min(1)
      .meta({ title: "Changed members", description: "What is different now." }),
  },
  sample: { changed: ["email", "consents"] },
});
