import { z } from "zod";

/** Scalars and objects that several events and resources share. `title` is the label a person sees; without it the key is spelled out. */

export const text = (max: number) => z.string().trim().min(1).max(max);

/** A text without what nobody sees: format characters, as they come along when a number is copied, and outer blanks. */
const seen = (typed: string): string => typed.replace(/\p{Cf}/gu, "").trim();
/** A text that identifies somebody or something: judged and kept as it is seen. */
export const identifying = () => z.string().overwrite(seen);

export const id = (prefix: string) =>
  identifying()
    .min(1)
    .max(64)
    .meta({ description: `Id, starts with ${prefix}_.` });

/** UTC, whole seconds, for instance 2026-05-11T12:34:56Z. */
export const instant = z.iso.datetime().meta({ format: "date-time" });
/** Instants lie between these: what is later or earlier is a slip, and far ahead it has no four digits of a year. */
const earliestInstant = new Date("2000-01-01T00:00:00Z");
export const latestInstant = new Date("9998-12-31T23:59:59Z");
const isInRange = (typed: string): boolean => {
  const at = Date.parse(typed);
  return Number.isNaN(at) || (at >= earliestInstant.getTime() && at < latestInstant.getTime() + 1_000);
};
const outOfRange = "must lie in the years 2000 to 9998";

/** A day of the calendar; for request fields. */
export const dayIn = z.iso.date().refine(isInRange, outOfRange).meta({ format: "date" });

/** Accepts any offset, also written without its colon; for request fields. */
export const instantIn = z
  .string()
  .overwrite((typed) => typed.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"))
  .check(z.iso.datetime({ offset: true }))
  .refine(isInRange, outOfRange)
  .meta({ format: "date-time" });
export const instantOrNull = instant.nullable();

/** CRMs write en_US, or EN; kept as a tag is written. */
const languageTag = (typed: string): string =>
  typed.replaceAll("_", "-").replace(/^[^-]+/, (language) => language.toLowerCase());

export const languageCode = z
  .string()
  .trim()
  .max(35)
  .regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/, "must be a language tag such as en or pt-BR")
  .overwrite(languageTag)
  .meta({ description: "BCP 47 language tag, for instance en." });

export const codeFormats = ["text", "qr", "barcode"] as const;
export const redeemedViaValues = ["staff_scanner", "self", "kiosk", "pos", "api", "admin"] as const;
export const voucherOrigins = [
  "goal",
  "lottery",
  "birthday",
  "inactivity",
  "campaign",
  "manual",
  "api",
] as const;
export const voucherStatuses = ["issued", "active", "redeemed", "expired", "cancelled"] as const;
export const messengerChannels = ["whatsapp", "telegram", "viber"] as const;
/** Messenger providers an account can be connected at; each is a folder of the messengers area. */
export const messengerProviders = ["seven_loc"] as const;
/** What a customer may consent to. */
export const consentChannels = ["email", ...messengerChannels] as const;
/** Where one message of a campaign goes; what `campaign.channel` of an event says. */
export const sendChannels = ["push", ...consentChannels] as const;
/** How far a message has come. */
export const deliveryStatuses = [
  "pending",
  "sent",
  "delivered",
  "read",
  "failed",
  "skipped",
  "unknown",
] as const;
/** The longest text each channel takes, in UTF-16 units as the messengers count. */
export const messageLimits = {
  push: 7_000,
  email: 7_000,
  whatsapp: 4_096,
  telegram: 4_096,
  viber: 7_000,
} as const;
export const walletPlatforms = ["apple", "google"] as const;
export const stampSources = ["staff_scanner", "api", "pos", "admin"] as const;
export const rewardTypes = ["award", "voucher", "lottery"] as const;
export const variantTypes = ["award", "voucher", "try_again", "no_prize"] as const;

/** Who the event is about, least personal data: the `ids` form. */
export const customerIds = {
  id: z.string().meta({ title: "Customer ID" }),
  wallet_pass_id: z.string().nullable().meta({ title: "Wallet pass ID" }),
  language: z.string().nullable().meta({ title: "Customer language" }),
};

/** What a customer has consented to; never asked counts as no. */
export const consents = z.object({
  email: z.boolean().meta({ title: "Email consent" }),
  whatsapp: z.boolean().meta({ title: "WhatsApp consent" }),
  telegram: z.boolean().meta({ title: "Telegram consent" }),
  viber: z.boolean().meta({ title: "Viber consent" }),
});

/** What `customer_fields: "contact"` adds, in this order, after the ids. */
export const customerContact = {
  name: z.string().nullable().meta({ title: "Customer name" }),
  email: z.string().nullable().meta({ title: "Customer email" }),
  phone: z.string().nullable().meta({ title: "Customer phone" }),
  birthday: z.string().nullable().meta({ title: "Customer birthday" }),
  first_name: z.string().nullable().meta({ title: "First name" }),
  last_name: z.string().nullable().meta({ title: "Last name" }),
  external_id: z.string().nullable().meta({ title: "External number" }),
  consents: consents.nullable().meta({ description: "Null of a person who was erased." }),
};

/** The card as every event shows it. */
export const cardPart = {
  id: z.string().meta({ title: "Card ID" }),
  goal_index: z.number().int().min(0).meta({
    title: "Goal index",
    description:
      "The goal the event is about, counted from 1; else the last goal reached in this cycle; else 0.",
  }),
  template_id: z.string().meta({ title: "Card template ID" }),
  template_name: z.string().meta({ title: "Card template name" }),
  number: z.string().meta({ title: "Card number" }),
  stamps: z.number().int().min(0).meta({ title: "Stamps on card" }),
  stamps_to_next_goal: z.number().int().min(0).nullable().meta({ title: "Stamps to next goal" }),
  cycle: z.number().int().min(1).meta({ title: "Card cycle" }),
  link: z.string().meta({ title: "Card link" }),
};

const voucherHead = {
  id: z.string().meta({ title: "Voucher ID" }),
  type: z.literal("voucher").meta({ title: "Voucher type" }),
  redeem_code: z.string().nullable().meta({ title: "Redeem code" }),
  redeem_code_formats: z.array(z.enum(codeFormats)).meta({ title: "Redeem code formats" }),
  status: z.enum(voucherStatuses).meta({ title: "Voucher status" }),
};

const voucherTail = {
  title: z.string().meta({ title: "Voucher title" }),
  origin: z.enum(voucherOrigins).meta({ title: "Voucher origin" }),
  voucher_template_id: z.string().nullable().meta({ title: "Voucher template ID" }),
  issued_at: instant.meta({ title: "Voucher issued at" }),
  expires_at: instantOrNull.meta({ title: "Voucher expires at" }),
};

/** The voucher as events show it. */
export const voucherPart = { ...voucherHead, ...voucherTail };

/** The voucher of `voucher_redeemed`: how and when it was used stands beside the status, as in the published example. */
export const redeemedVoucherPart = {
  ...voucherHead,
  redeemed_via: z.enum(redeemedViaValues).meta({ title: "Redeemed via" }),
  redeemed_at: instant.meta({ title: "Redeemed at" }),
  ...voucherTail,
};

/** A card selector: one of these; the last three with `template_id` when the customer has several cards. */
export const cardSelector = {
  card_id: id("card").optional(),
  card_number: identifying()
    .min(1)
    .max(20)
    .optional()
    .meta({ description: "The 6-digit number on the card." }),
  email: identifying().max(254).optional().meta({ description: "The customer's email." }),
  phone: identifying()
    .max(40)
    .optional()
    .meta({ description: "The customer's phone; local format is read with the business country." }),
  customer_id: id("c").optional(),
  template_id: id("tpl")
    .optional()
    .meta({ description: "Which program, when the customer has several cards." }),
};

export const selectorKeys = ["card_id", "card_number", "email", "phone", "customer_id"] as const;

/** Refuses more than one selector, and none at all where one is needed. */
export const exactlyOneSelector = (value: Record<string, unknown>): boolean =>
  selectorKeys.filter((key) => value[key] !== undefined).length === 1;
export const atMostOneSelector = (value: Record<string, unknown>): boolean =>
  selectorKeys.filter((key) => value[key] !== undefined).length <= 1;

export const selectorMessage = `must have exactly one of ${selectorKeys.join(", ")}`;
export const selectorMessageOptional = `must have at most one of ${selectorKeys.join(", ")}`;

/**
 * A decimal amount: string or number, no exponent, no sign. Digits, zeros behind not counted, are checked against the
 * currency by the area, and whether it may be 0.
 */
export const amount = z
  .union([
    z
      .string()
      .trim()
      .max(40)
      .regex(/^\d{1,9}(\.\d{1,4}0*)?$/, "must be a decimal such as 12.50, below 1,000,000,000"),
    z.number().nonnegative().lt(1_000_000_000),
  ])
  .meta({ description: 'Decimal string or number in major units, for instance "12.50".' });

export const currency = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{3}$/, "must be an ISO 4217 code such as EUR")
  .toUpperCase()
  .meta({ description: "ISO 4217 code." });

const midnight = /^(\d{4}-\d{2}-\d{2})[T ]00:00(:00(\.0+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * `YYYY-MM-DD` or `--MM-DD`; a timestamp at midnight, as spreadsheets send days, counts as its date. That the day exists is
 * checked here, so 31 February is refused everywhere.
 */
export const birthday = z
  .string()
  .trim()
  .overwrite((typed) => midnight.exec(typed)?.[1] ?? typed)
  .regex(/^(\d{4}|-)-\d{2}-\d{2}$/, "must be YYYY-MM-DD or --MM-DD")
  .refine(isRealDay, "is not a day of the calendar")
  .meta({ description: "YYYY-MM-DD, or --MM-DD without the year." });

function isRealDay(value: string): boolean {
  const match = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(value);
  if (!match) return true; // the pattern has already spoken
  const year = match[1] === "-" ? 2000 : Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (year < 1900) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
