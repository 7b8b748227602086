import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { id } from "../parts.ts";
import * as resources from "../resources.ts";
import { voucherTemplateFields } from "./fields.ts";

export const listVoucherTemplates = defineAction({
  name: "list_voucher_templates",
  method: "GET",
  path: "/voucher-templates",
  tag: "Voucher templates",
  summary: "List voucher templates",
  query: paging,
  result: page(resources.voucherTemplate),
});

export const getVoucherTemplate = defineAction({
  name: "get_voucher_template",
  method: "GET",
  path: "/voucher-templates/:id",
  tag: "Voucher templates",
  summary: "Get a voucher template",
  params: { id: id("vt") },
  result: resources.voucherTemplate,
  errors: ["not_found"],
});

export const createVoucherTemplate = defineAction({
  name: "create_voucher_template",
  method: "POST",
  path: "/voucher-templates",
  tag: "Voucher templates",
  summary: "Create a voucher template",
  role: "manager",
  status: 201,
  body: z.strictObject({
    ...voucherTemplateFields,
    code: voucherTemplateFields.code.default({ mode: "unique" }),
    formats: voucherTemplateFields.formats.default(["text", "qr"]),
    validity: voucherTemplateFields.validity.default({ type: "unlimited" }),
  }),
  result: resources.voucherTemplate,
  example: {
    body: {
      title: "A free coffee",
      code: { mode: "shared", value: "FREECOFFEE" },
      formats: ["text", "qr", "barcode"],
      validity: { type: "days", value: 30 },
    },
  },
});

export const updateVoucherTemplate = defineAction({
  name: "update_voucher_template",
  method: "PATCH",
  path: "/voucher-templates/:id",
  tag: "Voucher templates",
  summary: "Update a voucher template",
  description:
    "Vouchers already issued keep what they were issued with, but for remind_days_before, which counts for all.",
  role: "manager",
  params: { id: id("vt") },
  body: z.strictObject({
    title: voucherTemplateFields.title.optional(),
    description: voucherTemplateFields.description,
    image_url: voucherTemplateFields.image_url,
    code: voucherTemplateFields.code.optional(),
    formats: voucherTemplateFields.formats.optional(),
    validity: voucherTemplateFields.validity.optional(),
    remind_days_before: voucherTemplateFields.remind_days_before,
  }),
  result: resources.voucherTemplate,
  errors: ["not_found"],
  example: { body: { validity: { type: "days", value: 30 } } },
});
