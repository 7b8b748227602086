import type { ZObject } from "zapier-platform-core";
import type { CatalogInput, Need } from "./catalog.ts";
import { isWanted } from "./fields.ts";

/** What a marketer filled in, by field key; nothing blank in it. */
export type Filled = Readonly<Record<string, unknown>>;

/** A mapped field whose source was empty arrives as "", since the app's cleanInputData flag is off. */
const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === "string" && value.trim() === "") ||
  (Array.isArray(value) && value.every(isBlank));

const booleans: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false };

/** Numbers and yes/no may come as text from the step they are mapped from; what is neither is left to the API's check. */
const typed = (field: CatalogInput, value: unknown): unknown => {
  if (typeof value !== "string") return value;
  if (field.type === "boolean") return booleans[value.trim().toLowerCase()] ?? value;
  if (field.type === "integer" && /^-?\d+$/.test(value.trim())) return Number(value);
  return value;
};

const valueOf = (field: CatalogInput, value: unknown): unknown => {
  if (!field.list) return typed(field, value);
  return (Array.isArray(value) ? value : [value]).filter((item) => !isBlank(item));
};

/** The filled fields of a form. Blank ones are dropped: an empty value never overwrites anything. */
export const filledOf = (fields: readonly CatalogInput[], input: Filled): Filled =>
  Object.fromEntries(
    fields
      .filter((field) => !isBlank(input[field.key]) && isWanted(field, input))
      .map((field) => [field.key, valueOf(field, input[field.key])]),
  );

const labelsOf = (fields: readonly CatalogInput[], keys: readonly string[]): string => {
  const labels = keys.map((key) => `“${fields.find((field) => field.key === key)?.label ?? key}”`);
  return labels.length < 2 ? labels.join("") : `${labels.slice(0, -1).join(", ")} or ${labels.at(-1)}`;
};

/** The sentence for fields of which one is needed. */
export const missing = (z: ZObject, fields: readonly CatalogInput[], keys: readonly string[]): Error =>
  new z.errors.Error(
    keys.length > 1
      ? `Fill in at least one of ${labelsOf(fields, keys)}; all of them are empty in this run.`
      : `Fill in ${labelsOf(fields, keys)}; it is empty in this run.`,
    "required",
  );

/** @throws a plain error that names the fields, when a needed one is empty */
export const checkNeeds = (
  z: ZObject,
  fields: readonly CatalogInput[],
  needs: readonly Need[],
  filled: Filled,
): void => {
  const alone = fields.filter((field) => field.required && isWanted(field, filled));
  for (const { key } of alone) if (filled[key] === undefined) throw missing(z, fields, [key]);
  for (const { keys, required } of needs)
    if (required && keys.every((key) => filled[key] === undefined)) throw missing(z, fields, keys);
};

/** Leaves out what a more exact field makes superfluous: a card's id and its customer's email say the same. */
export const withoutRivals = (needs: readonly Need[], filled: Filled): Filled => {
  const rivals = needs
    .filter((need) => need.sends === "first")
    .flatMap(({ keys }) => keys.filter((key) => filled[key] !== undefined).slice(1));
  return Object.fromEntries(Object.entries(filled).filter(([key]) => !rivals.includes(key)));
};
