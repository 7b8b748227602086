import { z } from "zod";
import { pictureUrl } from "../look.ts";
import { birthday, codeFormats, dayIn, id, identifying, languageCode, text } from "../parts.ts";

/** Request fields that several actions take. */

export const email = identifying()
  .max(254)
  .pipe(z.email())
  .meta({ description: "Email address.", format: "email" });

export const phone = identifying()
  .min(3)
  .max(40)
  .meta({ description: "Phone number; local format is read with the business country and kept as E.164." });

export const consentsIn = z.strictObject({
  email: z.boolean().optional(),
  whatsapp: z.boolean().optional(),
  telegram: z.boolean().optional(),
  viber: z.boolean().optional(),
});

export const customerFields = {
  name: text(200).meta({
    description: "The whole name; without first_name and last_name it is split at its last space.",
  }),
  first_name: text(100),
  last_name: text(100),
  email,
  phone,
  birthday,
  language: languageCode,
  external_id: identifying().min(1).max(200),
  consents: consentsIn,
};

export const optionalCustomerFields = {
  name: customerFields.name.optional(),
  first_name: customerFields.first_name.optional(),
  last_name: customerFields.last_name.optional(),
  email: customerFields.email.optional(),
  phone: customerFields.phone.optional(),
  birthday: customerFields.birthday.optional(),
  language: customerFields.language.optional(),
  external_id: customerFields.external_id.optional(),
  consents: customerFields.consents.optional(),
};

/** What a search box sends. */
export const searchText = text(100).min(2).optional().meta({
  description:
    "The beginning of a name, first or last, of an email or a phone number; a whole external id; or a card's number. Of very many matches some hundreds are found.",
});

/** Many customers in one question. @param what is found of them */
export const customerIdsIn = (what: string) =>
  z
    .string()
    .max(6_500)
    .regex(/^[a-z0-9_]+(,[a-z0-9_]+){0,99}$/, "must be at most 100 ids with commas between them")
    .optional()
    .meta({ description: `${what}: their ids, with commas between them.` });

export const selectorErrors = ["card_not_found", "card_ambiguous"] as const;

export const locationId = id("loc")
  .optional()
  .meta({ description: "Where it happens; without it the staff member's location." });

export const receiptId = identifying().min(1).max(128).optional();

export const validityIn = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("unlimited"), value: z.null().optional() }),
    z.strictObject({ type: z.literal("days"), value: z.number().int().min(1).max(3650) }),
    z.strictObject({ type: z.literal("months"), value: z.number().int().min(1).max(120) }),
    z.strictObject({ type: z.literal("fixed_date"), value: dayIn }),
  ])
  .meta({ description: "How long the voucher is valid; days and months count from its issue." });

export const formatsIn = z.array(z.enum(codeFormats)).max(3);

export const redeemCode = identifying().regex(
  /^[A-Za-z0-9._-]{3,40}$/,
  "must be 3 to 40 letters, digits, dots, dashes or underscores",
);

export const voucherTemplateFields = {
  title: text(120),
  description: text(1000).nullish(),
  image_url: pictureUrl.nullish(),
  code: z
    .strictObject({ mode: z.enum(["none", "shared", "unique"]), value: redeemCode.nullish() })
    .refine((code) => code.mode !== "shared" || Boolean(code.value), {
      path: ["value"],
      message: "is needed for a shared code",
    })
    .refine((code) => code.mode === "shared" || !code.value, {
      path: ["value"],
      message: "belongs to the mode shared only",
    }),
  formats: formatsIn,
  validity: validityIn,
  remind_days_before: z.number().int().min(1).max(60).nullish().meta({
    description:
      "So many days before its end a voucher's voucher_expiring is told, once; null or left out: never.",
  }),
};

export const country = z
  .string()
  .trim()
  .regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 alpha-2 code such as UA");

export const timeZone = z
  .string()
  .trim()
  .max(64)
  .refine(isTimeZone, "must be an IANA time zone such as Europe/Kyiv");

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

export const login = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9._@+-]{3,100}$/, "must be 3 to 100 letters, digits or . _ @ + -");

export const password = z.string().min(6).max(200);

const audiences = ["all", "template_id", "customer_ids", "inactive_days", "has_active_voucher"];
/** Of an object that names none or several, whatever else is wrong with it. */
const notOneAudience = ({ input }: { readonly input?: unknown }): string | undefined => {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return undefined;
  const isOne = Object.keys(input).filter((name) => audiences.includes(name)).length === 1;
  return isOne ? undefined : `must have exactly one of ${audiences.join(", ")}`;
};

/** Who a campaign or broadcast is for: exactly one of these. */
export const audience = z
  .union(
    [
      z.strictObject({ all: z.literal(true) }),
      z.strictObject({ template_id: id("tpl") }),
      z.strictObject({ customer_ids: z.array(id("c")).min(1).max(10_000) }),
      z.strictObject({ inactive_days: z.number().int().min(1).max(3650) }),
      z.strictObject({ has_active_voucher: z.literal(true) }),
    ],
    { error: notOneAudience },
  )
  .meta({
    description: "Exactly one of all, template_id, customer_ids, inactive_days and has_active_voucher.",
  });
