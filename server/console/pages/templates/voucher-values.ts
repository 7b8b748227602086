import type { Answer, CallRequest } from "../../api/call.ts";
import { numberOf, orNull } from "./draft.ts";

export type VoucherTemplate = Answer<"getVoucherTemplate">;
type Body = CallRequest<"createVoucherTemplate">["body"];

export const codeModes = ["none", "shared", "unique"] as const;
export const codeFormats = ["text", "qr", "barcode"] as const;
export const validityTypes = ["unlimited", "days", "months", "fixed_date"] as const;

/** A voucher template as it is filled in. */
export interface VoucherTemplateValues {
  readonly title: string;
  readonly description: string;
  readonly image: string;
  readonly mode: (typeof codeModes)[number];
  readonly sharedCode: string;
  readonly formats: readonly (typeof codeFormats)[number][];
  readonly validity: (typeof validityTypes)[number];
  /** Of days or months. */
  readonly count: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Days before its end; empty: never. */
  readonly remind: string;
}

export const emptyVoucherTemplate: VoucherTemplateValues = {
  title: "",
  description: "",
  image: "",
  mode: "unique",
  sharedCode: "",
  formats: ["text", "qr"],
  validity: "days",
  count: "30",
  date: "",
  remind: "",
};

export const valuesOf = (template: VoucherTemplate): VoucherTemplateValues => {
  const { validity, code } = template;
  const isCounted = validity.type === "days" || validity.type === "months";
  return {
    title: template.title,
    description: template.description ?? "",
    image: template.image_url ?? "",
    mode: code.mode,
    sharedCode: code.value ?? "",
    formats: template.formats,
    validity: validity.type,
    count: isCounted ? String(validity.value) : "30",
    date: validity.type === "fixed_date" ? String(validity.value) : "",
    remind: template.remind_days_before === null ? "" : String(template.remind_days_before),
  };
};

const validityBody = ({ validity, count, date }: VoucherTemplateValues): Body["validity"] => {
  if (validity === "unlimited") return { type: "unlimited" };
  if (validity === "fixed_date") return { type: "fixed_date", value: date };
  return { type: validity, value: numberOf(count) };
};

/** What POST and PATCH /voucher-templates take. */
export const voucherBody = (values: VoucherTemplateValues) => ({
  title: values.title,
  description: orNull(values.description),
  image_url: orNull(values.image),
  code: { mode: values.mode, value: values.mode === "shared" ? values.sharedCode : null },
  formats: [...values.formats],
  validity: validityBody(values),
  remind_days_before: values.remind.trim() === "" ? null : numberOf(values.remind),
});

const dayMs = 86_400_000;

/**
 * The last day of a voucher that is issued on a day (both as midnight UTC); null where it has none, or none was typed.
 * A month that is too short ends on its last day.
 */
export const lastDay = (values: VoucherTemplateValues, issued: Date): Date | null => {
  const { validity, date } = values;
  const count = numberOf(values.count);
  if (validity === "fixed_date") return date === "" ? null : new Date(`${date}T00:00:00Z`);
  if (validity === "unlimited" || !Number.isInteger(count) || count < 1 || count > 3650) return null;
  if (validity === "days") return new Date(issued.getTime() + count * dayMs);
  const month = issued.getUTCMonth() + count;
  const ends = new Date(Date.UTC(issued.getUTCFullYear(), month + 1, 0));
  ends.setUTCDate(Math.min(issued.getUTCDate(), ends.getUTCDate()));
  return ends;
};

/** Today in a time zone, as midnight UTC. */
export const todayIn = (timeZone: string, now = new Date()): Date => {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(now);
  return new Date(`${parts}T00:00:00Z`);
};
