import {
  cancelVoucher,
  getVoucher,
  issueVoucher,
  listVouchers,
  redeemCodeAction,
  redeemVoucher,
} from "../actions/vouchers.ts";
import { codeFormats, voucherStatuses } from "../parts.ts";
import { defineStep, type StepField } from "./define.ts";
import { cardFields, cardNeed, choicesOf, limitOf, location, receipt, reference } from "./fields.ts";
import { forWhom, heldBy, whichKind, whichVoucher, whichVouchers, whoseVouchers } from "./questions.ts";

const voucherId: StepField = {
  key: "voucher_id",
  label: "Voucher",
  help: "Map the voucher's ID from an earlier step, or pick one of the newest vouchers.",
  dropdown: "list_vouchers",
};

export const issueVoucherStep = defineStep({
  key: "issue_voucher",
  kind: "action",
  noun: "Voucher",
  zapier: {
    label: "Issue Voucher",
    description: "Issues a voucher from a template, or a custom one, to a customer or to whoever bears it.",
  },
  make: {
    module: "issueVoucher",
    label: "Issue a voucher",
    description: "Issues a voucher from a template, or a custom one, to a customer or to whoever bears it.",
    crud: "create",
    group: "Vouchers",
    asks: [whichKind, forWhom],
  },
  calls: [{ action: issueVoucher }],
  needs: [cardNeed(false), { keys: ["voucher_template_id", "title"], sends: "all", required: true }],
  fields: [
    {
      key: "voucher_template_id",
      label: "Voucher template",
      help: "The template it is made from; a voucher without one is made from its title.",
      dropdown: "list_voucher_templates",
    },
    ...cardFields,
    {
      key: "title",
      label: "Title",
      help: "What a voucher without a template is good for.",
      placeholder: "A free coffee",
      group: "custom_voucher",
    },
    { key: "description", label: "Description", type: "text", group: "custom_voucher" },
    {
      key: "redeem_code",
      label: "Redeem code",
      help: "A code of your own. Leave it empty for a code of its own for each voucher.",
      placeholder: "FREECOFFEE",
      group: "custom_voucher",
    },
    {
      key: "formats",
      label: "Code formats",
      help: "How the code is shown on the card page.",
      list: true,
      choices: choicesOf(codeFormats),
      group: "custom_voucher",
    },
    {
      key: "validity_days",
      label: "Days valid",
      help: "How many days the voucher is valid from its issue. Leave it empty for no end.",
      type: "integer",
      placeholder: "30",
      group: "custom_voucher",
      to: "validity.value",
      sends: { "validity.type": "days" },
    },
    {
      key: "expires_at",
      label: "Expires at",
      help: "An exact end in the future, instead of the days.",
      type: "datetime",
      group: "details",
    },
    {
      key: "valid_from",
      label: "Valid from",
      help: "When the voucher can first be used. At once when left empty.",
      type: "datetime",
      group: "details",
    },
    location,
    reference,
  ],
});

export const redeemVoucherStep = defineStep({
  key: "redeem_voucher",
  kind: "action",
  noun: "Voucher",
  zapier: {
    label: "Redeem Voucher",
    description: "Redeems a voucher by its code, or by its ID.",
  },
  make: {
    module: "redeemVoucher",
    label: "Redeem a voucher",
    description: "Redeems a voucher by its code, or by its ID.",
    crud: "update",
    group: "Vouchers",
    asks: [whichVoucher, heldBy],
  },
  calls: [{ action: redeemVoucher, given: "voucher_id" }, { action: redeemCodeAction }],
  needs: [{ keys: ["voucher_id", "code"], sends: "first", required: true }, cardNeed(false)],
  fields: [
    {
      key: "code",
      label: "Redeem code",
      help: "The code the customer shows. A code shared by several vouchers needs the card or customer too.",
      placeholder: "FREECOFFEE",
    },
    {
      ...voucherId,
      help: "Instead of the code: map it from an earlier step, or pick one of the newest vouchers.",
      to: "id",
    },
    ...cardFields,
    receipt,
    location,
    reference,
  ],
});

/** Whose vouchers. */
const holderFields: readonly StepField[] = cardFields.map((field) => {
  if (field.key === "template_id")
    return { ...field, help: "Only vouchers of the card of this template.", narrows: true as const };
  return {
    ...field,
    ...(field.help && {
      help: field.help.replace("Finds the card by its customer's", "Only vouchers of the customer with this"),
    }),
  };
});

export const findVoucherStep = defineStep({
  key: "find_voucher",
  kind: "search",
  noun: "Voucher",
  zapier: {
    label: "Find Voucher",
    description: "Finds a voucher by its code, its ID or its customer; one that can be redeemed comes first.",
  },
  make: {
    module: "searchVouchers",
    label: "Search vouchers",
    description: "Returns a list of vouchers by code, status, template or customer.",
    crud: "read",
    group: "Vouchers",
    asks: [whichVouchers],
  },
  calls: [{ action: listVouchers }],
  needs: [cardNeed(false)],
  fields: [
    {
      key: "code",
      label: "Redeem code",
      help: "However it is typed: case, blanks and dashes do not matter.",
      placeholder: "FREECOFFEE",
    },
    {
      key: "status",
      label: "Voucher status",
      help: "Only vouchers in this state.",
      choices: choicesOf(voucherStatuses),
      narrows: true,
    },
    {
      key: "voucher_template_id",
      label: "Voucher template",
      help: "Only vouchers of this template.",
      dropdown: "list_voucher_templates",
      narrows: true,
    },
    { ...voucherId, to: "voucher_id" },
    ...holderFields,
  ],
});

export const listActiveVouchersStep = defineStep({
  key: "list_active_vouchers",
  kind: "search",
  noun: "Voucher",
  zapier: {
    label: "List Active Vouchers",
    description: "Lists the vouchers that a customer can redeem now, newest first.",
  },
  make: {
    module: "listActiveVouchers",
    label: "List active vouchers",
    description: "Returns a list of vouchers that a customer can redeem now, newest first.",
    crud: "read",
    group: "Vouchers",
    asks: [whoseVouchers],
  },
  calls: [{ action: listVouchers }],
  needs: [cardNeed(true)],
  fixed: { status: "active" },
  fields: [...holderFields, limitOf("vouchers")],
  linesKey: "vouchers",
});

export const getVoucherStep = defineStep({
  key: "get_voucher",
  kind: "read",
  noun: "Voucher",
  make: {
    module: "getVoucher",
    label: "Get a voucher",
    description: "Gets a voucher with its state.",
    crud: "read",
    group: "Vouchers",
  },
  calls: [{ action: getVoucher }],
  fields: [{ ...voucherId, required: true, to: "id" }],
});

export const cancelVoucherStep = defineStep({
  key: "cancel_voucher",
  kind: "action",
  noun: "Voucher",
  zapier: {
    label: "Cancel Voucher",
    description: "Cancels a voucher, so that it can no longer be redeemed.",
  },
  make: {
    module: "cancelVoucher",
    label: "Cancel a voucher",
    description: "Cancels a voucher, so that it can no longer be redeemed.",
    crud: "update",
    group: "Vouchers",
  },
  calls: [{ action: cancelVoucher }],
  fields: [
    { ...voucherId, required: true, to: "id" },
    {
      key: "reason",
      label: "Reason",
      help: "Kept in the journal.",
      type: "text",
    },
    reference,
  ],
});
