import type { CallRequest } from "../../api/call.ts";

export const formats = ["text", "qr", "barcode"] as const;
export type CodeFormat = (typeof formats)[number];

/** A voucher as it is filled in. */
export interface VoucherValues {
  readonly source: "template" | "custom";
  readonly templateId: string | null;
  readonly title: string;
  readonly description: string;
  readonly code: string;
  readonly formats: readonly CodeFormat[];
  readonly validity: "unlimited" | "days" | "months" | "fixed_date";
  /** Of days or months. */
  readonly count: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly holder: "customer" | "bearer";
  readonly customerId: string | null;
  readonly cardId: string | null;
}

export const emptyVoucher: VoucherValues = {
  source: "template",
  templateId: null,
  title: "",
  description: "",
  code: "",
  formats: ["text", "qr"],
  validity: "unlimited",
  count: "30",
  date: "",
  holder: "customer",
  customerId: null,
  cardId: null,
};

type VoucherBody = NonNullable<CallRequest<"issueVoucher">["body"]>;

const validityOf = ({ validity, count, date }: VoucherValues): VoucherBody["validity"] => {
  if (validity === "unlimited") return { type: "unlimited" };
  if (validity === "fixed_date") return { type: "fixed_date", value: date };
  return { type: validity, value: Number(count) };
};

const holderOf = ({ holder, customerId, cardId }: VoucherValues): Partial<VoucherBody> => {
  if (holder === "bearer") return {};
  if (cardId !== null) return { card_id: cardId };
  // An empty id is refused with its place: a voucher without a holder would be anybody's.
  return { customer_id: customerId ?? "" };
};

/** What the API is sent. */
export const bodyOf = (values: VoucherValues): VoucherBody => {
  const holder = holderOf(values);
  if (values.source === "template") return { ...holder, voucher_template_id: values.templateId ?? "" };
  const description = values.description.trim();
  const code = values.code.trim();
  return {
    ...holder,
    title: values.title,
    ...(description !== "" && { description }),
    ...(code !== "" && { redeem_code: code }),
    formats: [...values.formats],
    validity: validityOf(values),
  };
};
