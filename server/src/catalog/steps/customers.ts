import { getCustomer, listCustomers, saveCustomer } from "../actions/customers.ts";
import { defineStep } from "./define.ts";
import { customerFields, customerId, reference } from "./fields.ts";
import { whichCustomers, whichPerson } from "./questions.ts";

const customerKeys = ["email", "phone", "external_id"];

export const saveCustomerStep = defineStep({
  key: "save_customer",
  kind: "action",
  noun: "Customer",
  zapier: {
    label: "Create or Update Customer",
    description: "Creates a customer, or updates the one with this email, phone or external number.",
  },
  make: {
    module: "saveCustomer",
    label: "Create or update a customer",
    description: "Creates a customer, or updates the one with this email, phone or external number.",
    crud: "update",
    group: "Customers",
    asks: [whichPerson(["email", "phone", "external_id"])],
  },
  calls: [{ action: saveCustomer }],
  needs: [{ keys: customerKeys, sends: "all", required: true }],
  fields: [...customerFields, reference],
});

export const findCustomerStep = defineStep({
  key: "find_customer",
  kind: "search",
  noun: "Customer",
  zapier: {
    label: "Find Customer",
    description:
      "Finds a customer by email, phone, external number, or the customer's ID of an earlier step.",
  },
  make: {
    module: "searchCustomers",
    label: "Search customers",
    description: "Returns a list of customers with this email, phone or external number.",
    crud: "read",
    group: "Customers",
    asks: [whichCustomers],
  },
  calls: [{ action: listCustomers }],
  needs: [{ keys: ["customer_id", ...customerKeys], sends: "all", required: false }],
  fields: [
    ...customerFields
      .filter((field) => customerKeys.includes(field.key))
      .map((field) => ({
        ...field,
        help: `Only the customer with this ${field.label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}.`,
      })),
    { ...customerId, group: "customer" },
  ],
});

export const getCustomerStep = defineStep({
  key: "get_customer",
  kind: "read",
  noun: "Customer",
  make: {
    module: "getCustomer",
    label: "Get a customer",
    description: "Gets a customer with the consents given.",
    crud: "read",
    group: "Customers",
  },
  calls: [{ action: getCustomer }],
  fields: [
    {
      ...customerId,
      required: true,
      to: "id",
    },
  ],
});
