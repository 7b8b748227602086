import type { CallRequest } from "../../api/call.ts";
import { momentIn } from "../../i18n/zone.ts";

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
  readonly validity: "unlimited" | "days" | "months" | "fixed_date" | "exact";
  /** Of days or months. */
  readonly count: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** YYYY-MM-DDTHH:MM on the clocks of the business; empty: at once. */
  readonly validFrom: string;
  /** The same; empty: as the template says. */
  readonly expiresAt: string;
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
  validFrom: "",
  expiresAt: "",
  holder: "customer",
  customerId: null,
  cardId: null,
};

type VoucherBody = NonNullable<CallRequest<"issueVoucher">["body"]>;

const validityOf = ({ validity, count, date }: VoucherValues): Partial<VoucherBody> => {
  if (validity === "exact") return {};
  if (validity === "unlimited") return { validity: { type: "unlimited" } };
  if (validity === "fixed_date") return { validity: { type: "fixed_date", value: date } };
  return { validity: { type: validity, value: Number(count) } };
};

/** The exact moments that were filled in; those of a choice that was left are not meant. */
const momentsOf = (values: VoucherValues, timeZone: string): Partial<VoucherBody> => {
  const { source, validity, validFrom, expiresAt } = values;
  const isExact = source === "template" || validity === "exact";
  return {
    ...(validFrom !== "" && { valid_from: momentIn(timeZone, validFrom) }),
    ...(isExact && expiresAt !== "" && { expires_at: momentIn(timeZone, expiresAt) }),
  };
};

const holderOf = ({ holder, customerId, cardId }: VoucherValues): Partial<VoucherBody> => {
  if (holder === "bearer") return {};
  if (cardId !== null) return { card_id: cardId };
  // An empty id is refused with its place: a voucher without a holder would be anybody's.
  return { customer_id: customerId ?? "" };
};

/** What the API is sent. */
export const bodyOf = (values: VoucherValues, timeZone: string): VoucherBody => {
  const common = { ...holderOf(values), ...momentsOf(values, timeZone) };
  if (values.source === "template") return { ...common, voucher_template_id: values.templateId ?? "" };
  const description = values.description.trim();
  const code = values.code.trim();
  return {
    ...common,
    title: values.title,
    ...(description !== "" && { description }),
    ...(code !== "" && { redeem_code: code }),
    formats: [...values.formats],
    ...validityOf(values),
  };
};
