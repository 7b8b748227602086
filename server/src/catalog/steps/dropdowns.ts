import type { ActionDefinition } from "../define.ts";
import { listCards } from "../actions/cards.ts";
import { listCustomers } from "../actions/customers.ts";
import { listLocations } from "../actions/locations.ts";
import { listTemplates } from "../actions/templates.ts";
import { listVoucherTemplates } from "../actions/voucher-templates.ts";
import { listVouchers } from "../actions/vouchers.ts";

export interface Dropdown {
  readonly action: ActionDefinition;
  /** Title Case, singular. */
  readonly noun: string;
  /** Members of an item that make its label, in order, empty ones left out. */
  readonly label: readonly string[];
  /** Sentence case, for instance the name of Make's remote procedure. */
  readonly title: string;
  /** The search that finds the id from other data. */
  readonly search?: string;
}

/** The lists a marketer picks from instead of pasting ids. The value is the item's id. */
export const dropdowns = {
  list_templates: {
    action: listTemplates,
    noun: "Card Template",
    title: "List card templates",
    label: ["name"],
  },
  list_voucher_templates: {
    action: listVoucherTemplates,
    noun: "Voucher Template",
    title: "List voucher templates",
    label: ["title"],
  },
  list_locations: {
    action: listLocations,
    noun: "Location",
    title: "List locations",
    label: ["name"],
    search: "find_location",
  },
  list_cards: {
    action: listCards,
    noun: "Card",
    title: "List cards",
    label: ["number", "template_name"],
    search: "find_card",
  },
  list_customers: {
    action: listCustomers,
    noun: "Customer",
    title: "List customers",
    label: ["name", "email", "phone"],
    search: "find_customer",
  },
  list_vouchers: {
    action: listVouchers,
    noun: "Voucher",
    title: "List vouchers",
    label: ["title", "redeem_code"],
    search: "find_voucher",
  },
} as const satisfies Record<string, Dropdown>;

export type DropdownKey = keyof typeof dropdowns;
