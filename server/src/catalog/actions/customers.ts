import { z } from "zod";
import { exampleWith } from "../examples.ts";
import { defineAction, page, paging } from "../define.ts";
import { id, identifying } from "../parts.ts";
import * as resources from "../resources.ts";
import { customerFields, customerIdsIn, optionalCustomerFields, searchText } from "./fields.ts";

export const saveCustomer = defineAction({
  name: "save_customer",
  method: "POST",
  path: "/customers",
  tag: "Customers",
  summary: "Create or update a customer",
  description: "Found by email, phone or external_id and updated, or created.",
  status: 201,
  alsoStatus: [200],
  body: z.strictObject(optionalCustomerFields),
  result: resources.customer
    .extend({ created: z.boolean() })
    .meta(exampleWith(resources.customer, { created: true })),
  errors: ["customer_conflict"],
  example: {
    body: {
      email: "ann.lee@example.com",
      name: "Ann Lee",
      external_id: "crm-1042",
      consents: { email: true },
    },
  },
});

export const listCustomers = defineAction({
  name: "list_customers",
  method: "GET",
  path: "/customers",
  tag: "Customers",
  summary: "List customers",
  description:
    "query and customer_ids stand alone; email, phone, external_id and customer_id are exact and narrow together.",
  query: {
    ...paging,
    email: identifying().max(254).optional(),
    phone: identifying().max(40).optional(),
    external_id: identifying().max(200).optional(),
    customer_id: id("c").optional(),
    customer_ids: customerIdsIn("Up to 100 customers"),
    query: searchText,
  },
  queryRule: {
    holds: ({ query, customer_ids, email, phone, external_id, customer_id }) => {
      const given = (...values: unknown[]) => values.filter((one) => one !== undefined).length;
      const alone = given(query, customer_ids);
      return alone === 0 || alone + given(email, phone, external_id, customer_id) === 1;
    },
    message: "must have query alone, or customer_ids alone, or email, phone, external_id and customer_id",
  },
  result: page(resources.customer),
  example: { query: { email: "ann.lee@example.com" } },
});

export const getCustomer = defineAction({
  name: "get_customer",
  method: "GET",
  path: "/customers/:id",
  tag: "Customers",
  summary: "Get a customer",
  params: { id: id("c") },
  result: resources.customer,
  errors: ["not_found"],
});

export const updateCustomer = defineAction({
  name: "update_customer",
  method: "PATCH",
  path: "/customers/:id",
  tag: "Customers",
  summary: "Update a customer",
  description: "Only the members sent are changed; null empties one.",
  params: { id: id("c") },
  body: z.strictObject({
    name: customerFields.name.nullish(),
    first_name: customerFields.first_name.nullish(),
    last_name: customerFields.last_name.nullish(),
    email: customerFields.email.nullish(),
    phone: customerFields.phone.nullish(),
    birthday: customerFields.birthday.nullish(),
    language: customerFields.language.nullish(),
    external_id: customerFields.external_id.nullish(),
    consents: customerFields.consents.optional(),
  }),
  result: resources.customer,
  errors: ["not_found", "customer_conflict"],
  example: { body: { birthday: "1990-05-14" } },
});

export const exportCustomer = defineAction({
  name: "export_customer",
  method: "GET",
  path: "/customers/:id/export",
  tag: "Customers",
  summary: "Export all that is kept of a customer",
  description:
    "One JSON document: the customer, cards, history, rewards, vouchers, events, messages, deliveries.",
  params: { id: id("c") },
  result: resources.customerExport,
  errors: ["not_found"],
});

export const deleteCustomer = defineAction({
  name: "delete_customer",
  method: "DELETE",
  path: "/customers/:id",
  tag: "Customers",
  summary: "Erase a customer's personal data",
  description:
    "The journal keeps what happened, without the person. The customer's cards are deleted. May be repeated.",
  role: "manager",
  status: 204,
  params: { id: id("c") },
  errors: ["not_found"],
});
