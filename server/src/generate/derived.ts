import type { OutputField } from "../catalog/index.ts";

/*
 * What the triggers of both apps show beside the event itself, made of its members: a CRM asks for the day and the hour at
 * the shop, a mailing list for a birthday without its year. The event stays as the API sends it.
 */

/** How a member is made: the day or the time of day at the shop, or month and day. */
export type Making = "day" | "time" | "month_day";

/** A member that is made of another. */
export interface Derived {
  readonly key: string;
  /** Sentence case. */
  readonly label: string;
  /** The dotted path of the member that it is made of. */
  readonly of: string;
  readonly as: Making;
}

const all: readonly Derived[] = [
  { key: "local_date", label: "Local date", of: "timestamp", as: "day" },
  { key: "local_time", label: "Local time", of: "timestamp", as: "time" },
  { key: "voucher_expiry_date", label: "Voucher expiry date", of: "voucher.expires_at", as: "day" },
  { key: "voucher_expiry_time", label: "Voucher expiry time", of: "voucher.expires_at", as: "time" },
  {
    key: "birthday_month_day",
    label: "Birthday month and day",
    of: "customer.birthday",
    as: "month_day",
  },
];

const has = (fields: readonly OutputField[], [key, ...rest]: readonly string[]): boolean => {
  const field = fields.find((one) => one.key === key);
  return field !== undefined && (rest.length === 0 || has(field.fields ?? [], rest));
};

/** What is made of an event with these members. */
export const derivedOf = (fields: readonly OutputField[]): readonly Derived[] =>
  all.filter(({ of }) => has(fields, of.split(".")));

/** The members of an event with those that are made of them, which come last. */
export const withDerived = (fields: readonly OutputField[]): readonly OutputField[] => [
  ...fields,
  ...derivedOf(fields).map(({ key, label }) => ({
    key,
    label,
    type: "string" as const,
    list: false,
    optional: true as const,
  })),
];

const memberAt = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
      value,
    );

/** Day and time of day where the shop of the samples stands; Sweden writes them as the standard does. */
const atSampleShop = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Kyiv",
  dateStyle: "short",
  timeStyle: "short",
});

const made: Readonly<Record<Making, (from: string) => string>> = {
  day: (instant) => atSampleShop.format(new Date(instant)).slice(0, 10),
  time: (instant) => atSampleShop.format(new Date(instant)).slice(-5),
  month_day: (birthday) => birthday.slice(-5).replace("-", "/"),
};

/** A sample with what is made of it. */
export const sampleWithDerived = (
  sample: Readonly<Record<string, unknown>>,
  fields: readonly OutputField[],
): Record<string, unknown> => ({
  ...sample,
  ...Object.fromEntries(
    derivedOf(fields).map(({ key, of, as }) => {
      const from = memberAt(sample, of);
      return [key, typeof from === "string" ? made[as](from) : null];
    }),
  ),
});
