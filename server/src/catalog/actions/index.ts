import type { ActionDefinition } from "../define.ts";
import * as apiKeys from "./api-keys.ts";
import * as audiences from "./audiences.ts";
import * as broadcasts from "./broadcasts.ts";
import * as business from "./business.ts";
import * as campaigns from "./campaigns.ts";
import * as cards from "./cards.ts";
import * as customers from "./customers.ts";
import * as deliveries from "./deliveries.ts";
import * as events from "./events.ts";
import * as hooks from "./hooks.ts";
import * as locations from "./locations.ts";
import * as messengers from "./messengers.ts";
import * as refusals from "./refusals.ts";
import * as pictures from "./pictures.ts";
import * as rewards from "./rewards.ts";
import * as session from "./session.ts";
import * as staff from "./staff.ts";
import * as stamps from "./stamps.ts";
import * as stats from "./stats.ts";
import * as templates from "./templates.ts";
import * as tills from "./tills.ts";
import * as voucherTemplates from "./voucher-templates.ts";
import * as vouchers from "./vouchers.ts";
import * as wallets from "./wallets.ts";

/** The modules whose actions are served; an area's file joins the list with its routes. */
const served = [
  business,
  staff,
  apiKeys,
  session,
  locations,
  templates,
  voucherTemplates,
  pictures,
  customers,
  cards,
  stamps,
  rewards,
  vouchers,
  wallets,
  campaigns,
  audiences,
  broadcasts,
  messengers,
  events,
  hooks,
  deliveries,
  tills,
  stats,
  refusals,
];

const isAction = (value: unknown): value is ActionDefinition =>
  typeof value === "object" && value !== null && "method" in value && "path" in value;

/** Every REST operation below /v1. */
export const actions: readonly ActionDefinition[] = served
  .flatMap((module): unknown[] => Object.values(module))
  .filter(isAction);

export * from "./api-keys.ts";
export * from "./audiences.ts";
export * from "./broadcasts.ts";
export * from "./business.ts";
export * from "./campaigns.ts";
export * from "./cards.ts";
export * from "./customers.ts";
export * from "./deliveries.ts";
export * from "./events.ts";
export * from "./hooks.ts";
export * from "./locations.ts";
export * from "./messengers.ts";
export * from "./refusals.ts";
export * from "./pictures.ts";
export * from "./rewards.ts";
export * from "./session.ts";
export * from "./staff.ts";
export * from "./stamps.ts";
export * from "./stats.ts";
export * from "./templates.ts";
export * from "./tills.ts";
export * from "./voucher-templates.ts";
export * from "./vouchers.ts";
export * from "./wallets.ts";
export { voucherTemplateFields } from "./fields.ts";
