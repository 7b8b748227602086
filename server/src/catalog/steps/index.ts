import type { StepDefinition } from "./define.ts";
import { sendBroadcastStep, getBroadcastStep } from "./broadcasts.ts";
import { addStampStep, findCardStep, getCardStep, issueCardStep, listCardHistoryStep } from "./cards.ts";
import { findCustomerStep, getCustomerStep, saveCustomerStep } from "./customers.ts";
import { listEventsStep } from "./events.ts";
import { findLocationStep } from "./locations.ts";
import {
  cancelVoucherStep,
  findVoucherStep,
  getVoucherStep,
  issueVoucherStep,
  listActiveVouchersStep,
  redeemVoucherStep,
} from "./vouchers.ts";

/** Every step of the two apps, in the order their lists show them; those without `zapier` are Make's only. */
export const steps: readonly StepDefinition[] = [
  issueCardStep,
  getCardStep,
  findCardStep,
  listCardHistoryStep,
  addStampStep,
  issueVoucherStep,
  getVoucherStep,
  findVoucherStep,
  listActiveVouchersStep,
  redeemVoucherStep,
  cancelVoucherStep,
  saveCustomerStep,
  getCustomerStep,
  findCustomerStep,
  sendBroadcastStep,
  getBroadcastStep,
  findLocationStep,
  listEventsStep,
];

/** A search that creates what it does not find. */
export interface FindOrCreate {
  readonly search: StepDefinition;
  readonly create: StepDefinition;
  /** Title Case. */
  readonly label: string;
  readonly description: string;
}

export const findOrCreates: readonly FindOrCreate[] = [
  {
    search: findCardStep,
    create: issueCardStep,
    label: "Find or Issue Card",
    description: "Finds a card, or issues one to the customer.",
  },
  {
    search: findCustomerStep,
    create: saveCustomerStep,
    label: "Find or Create Customer",
    description: "Finds a customer, or creates one.",
  },
];

export * from "./define.ts";
export * from "./dropdowns.ts";
export { filterFields } from "./fields.ts";
export type { Question, Way } from "./questions.ts";
export * from "./output.ts";
export * from "./request.ts";
export { redeemVoucherStep } from "./vouchers.ts";
