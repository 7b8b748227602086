import type { ZObject } from "zapier-platform-core";
import type { CatalogInput, CatalogStep, Need } from "./catalog.ts";
import { isWanted } from "./fields.ts";

/** What a marketer filled in, by field key; nothing blank in it. */
export type Filled = Readonly<Record<string, unknown>>;

/** A mapped field whose source was empty arrives as "", since the app's cleanInputData flag is off. */
const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === "string" && value.trim() === "") ||
  (Array.isArray(value) && value.every(isBlank));

/** How forms, spreadsheets and other apps write a tick and its absence. */
const ticks: readonly (readonly [boolean, readonly string[]])[] = [
  [true, ["true", "yes", "y", "1", "on", "checked", "ticked", "agreed", "subscribed"]],
  [false, ["false", "no", "n", "0", "off", "unchecked", "unticked", "unsubscribed"]],
];
const booleans = new Map(ticks.flatMap(([value, words]) => words.map((word) => [word, value] as const)));

const whole = ({ max }: CatalogInput, value: number): number =>
  max === undefined ? value : Math.min(value, max);

/** Numbers and yes/no may come as text from the step they are mapped from; what is neither is left to the API's check. */
const typed = (field: CatalogInput, value: unknown): unknown => {
  if (typeof value !== "string" && typeof value !== "number") return value;
  const text = String(value).trim();
  if (field.type === "boolean") return booleans.get(text.toLowerCase()) ?? value;
  if (field.type === "integer" && /^-?\d+$/.test(text)) return whole(field, Number(text));
  // An id, a code or a card's number is a text, also where the step before gave a number.
  return field.type === "string" && typeof value === "number" ? text : value;
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

/** The sentence for fields that say who or what is meant, were mapped, and came empty. */
export const emptied = (z: ZObject, fields: readonly CatalogInput[], keys: readonly string[]): Error =>
  new z.errors.HaltedError(
    `${labelsOf(fields, keys)} ${keys.length > 1 ? "are" : "is"} mapped but empty in this run, so nobody is meant. Map a field that is filled, or clear it in the step.`,
  );

/** True for a text that holds half a character, as a cut emoji is; no address and no store takes it. */
const isCut = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(isCut) : typeof value === "string" && /\p{Surrogate}/u.test(value);

/** @throws a plain error that names a field whose text ends in the middle of a character */
export const checkWhole = (z: ZObject, fields: readonly CatalogInput[], input: Filled): void => {
  const cut = fields.find(({ key }) => isCut(input[key]));
  if (cut === undefined) return;
  const sentence = `“${cut.label}” holds half a character, such as a cut emoji. Map another text.`;
  throw new z.errors.Error(sentence, "ill_formed_text");
};

/**
 * Blank is not absent: a field that says who or what is meant and came empty means nobody, never anybody.
 * @throws HaltedError for such a field; a plain error that names the fields, when a needed one is empty
 */
export const checkNeeds = (
  z: ZObject,
  { inputFields: fields, needs }: Pick<CatalogStep, "inputFields" | "needs">,
  input: Filled,
): void => {
  checkWhole(z, fields, input);
  const filled = filledOf(fields, input);
  const alone = fields.filter((field) => field.required && isWanted(field, filled));
  for (const { key } of alone) if (filled[key] === undefined) throw missing(z, fields, [key]);
  for (const { keys, sends, required } of needs) {
    if (keys.some((key) => filled[key] !== undefined)) continue;
    const mapped = keys.filter((key) => input[key] !== undefined);
    if (required) throw missing(z, fields, keys);
    if (sends === "first" && mapped.length > 0) throw emptied(z, fields, mapped);
  }
};

/** Leaves out what a more exact field makes superfluous: a card's id and its customer's email say the same. */
export const withoutRivals = (needs: readonly Need[], filled: Filled): Filled => {
  const rivals = needs
    .filter((need) => need.sends === "first")
    .flatMap(({ keys }) => keys.filter((key) => filled[key] !== undefined).slice(1));
  return Object.fromEntries(Object.entries(filled).filter(([key]) => !rivals.includes(key)));
};
