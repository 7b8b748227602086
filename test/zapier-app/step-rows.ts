import type { DataMatcherMap } from "nock";
import type { Input } from "./support.ts";

/** A filled form, and the request it must make. */
export interface Row {
  readonly step: string;
  readonly when: string;
  readonly input: Input;
  readonly path: string;
  readonly body: DataMatcherMap;
}

export const rows: readonly Row[] = [
  {
    step: "issue_card",
    when: "with a customer and consents",
    input: {
      template_id: "tpl_1",
      email: "ann@example.com",
      name: "Ann",
      birthday: "--05-14",
      email_consent: true,
    },
    path: "/v1/cards",
    body: {
      template_id: "tpl_1",
      email: "ann@example.com",
      name: "Ann",
      birthday: "--05-14",
      consents: { email: true },
    },
  },
  {
    step: "issue_card",
    when: "with blank optional fields, which are dropped",
    input: {
      template_id: "tpl_1",
      email: "",
      phone: "+380671112233",
      name: "  ",
      language: null,
      email_consent: "",
    },
    path: "/v1/cards",
    body: { template_id: "tpl_1", phone: "+380671112233" },
  },
  {
    step: "issue_card",
    when: "with yes and no as text",
    input: { template_id: "tpl_1", email: "a@example.com", viber_consent: "false", whatsapp_consent: "Yes" },
    path: "/v1/cards",
    body: { template_id: "tpl_1", email: "a@example.com", consents: { viber: false, whatsapp: true } },
  },
  {
    step: "add_stamp",
    when: "with the most exact of the filled card fields",
    input: { email: "ann@example.com", phone: "+380671112233", card_number: "482913", count: "2" },
    path: "/v1/stamps",
    body: { card_number: "482913", count: 2 },
  },
  {
    step: "add_stamp",
    when: "with an amount as it was written",
    input: { card_id: "card_1", amount: "24.50", currency: "EUR", receipt_id: "R-1" },
    path: "/v1/stamps",
    body: { card_id: "card_1", amount: "24.50", currency: "EUR", receipt_id: "R-1" },
  },
  {
    step: "issue_voucher",
    when: "from a template",
    input: { voucher_template_id: "vt_1", email: "ann@example.com", title: "" },
    path: "/v1/vouchers",
    body: { voucher_template_id: "vt_1", email: "ann@example.com" },
  },
  {
    step: "issue_voucher",
    when: "made here, valid some days",
    input: { title: "A coffee", formats: ["qr", ""], validity_days: "30" },
    path: "/v1/vouchers",
    body: { title: "A coffee", formats: ["qr"], validity: { type: "days", value: 30 } },
  },
  {
    step: "redeem_voucher",
    when: "by its code",
    input: { code: "FREECOFFEE", email: "ann@example.com", voucher_id: "" },
    path: "/v1/redemptions",
    body: { code: "FREECOFFEE", email: "ann@example.com" },
  },
  {
    step: "redeem_voucher",
    when: "by its ID, which says all",
    input: { code: "FREECOFFEE", voucher_id: "v_1", email: "ann@example.com", receipt_id: "R-1" },
    path: "/v1/vouchers/v_1/redeem",
    body: { receipt_id: "R-1" },
  },
  {
    step: "save_customer",
    when: "found by any of email, phone and external number",
    input: { email: "ann@example.com", phone: "+380671112233", external_id: "crm-1", name: "Ann" },
    path: "/v1/customers",
    body: { email: "ann@example.com", phone: "+380671112233", external_id: "crm-1", name: "Ann" },
  },
  {
    step: "send_broadcast",
    when: "to all customers",
    input: { channel: "viber", message: "Hello", audience: "all", template_id: "tpl_1" },
    path: "/v1/broadcasts",
    body: { channel: "viber", message: "Hello", audience: { all: true } },
  },
  {
    step: "send_broadcast",
    when: "to the holders of a card template",
    input: {
      channel: "viber",
      message: "Hello",
      audience: "template",
      template_id: "tpl_1",
      inactive_days: "",
    },
    path: "/v1/broadcasts",
    body: { channel: "viber", message: "Hello", audience: { template_id: "tpl_1" } },
  },
  {
    step: "send_broadcast",
    when: "to one customer where a list is asked for",
    input: { channel: "viber", message: "Hello", audience: "customers", customer_ids: "c_1" },
    path: "/v1/broadcasts",
    body: { channel: "viber", message: "Hello", audience: { customer_ids: ["c_1"] } },
  },
];
