import type { Bundle, PlainInputField, ZObject } from "zapier-platform-core";
import { catalog, type CatalogInput } from "./catalog.ts";

/** Fields that are drawn anew when another field changes. */
export type FormField = PlainInputField | ((z: ZObject, bundle: Bundle) => PlainInputField[]);

/** A drop-down picks the id from its hidden list, or takes it from a search step. */
const pickedFrom = (key: string): Pick<PlainInputField, "dynamic" | "search"> => {
  const search = catalog.dropdowns.find((dropdown) => dropdown.key === key)?.search;
  return { dynamic: `${key}.id.label`, ...(search === undefined ? {} : { search: `${search}.id` }) };
};

const choicesOf = (field: CatalogInput): Pick<PlainInputField, "choices"> =>
  field.choices === undefined
    ? {}
    : { choices: Object.fromEntries(field.choices.map(({ value, label }) => [value, label])) };

const plainField = (field: CatalogInput, steers: boolean): PlainInputField => ({
  key: field.key,
  label: field.label,
  type: field.type,
  required: field.required,
  ...(field.helpText === undefined ? {} : { helpText: field.helpText }),
  ...(field.list ? { list: true } : {}),
  ...(field.placeholder === undefined ? {} : { placeholder: field.placeholder }),
  ...(field.default === undefined ? {} : { default: field.default }),
  ...(field.group === undefined ? {} : { group: field.group }),
  ...choicesOf(field),
  ...(field.dropdown === undefined ? {} : pickedFrom(field.dropdown)),
  ...(steers ? { altersDynamicFields: true } : {}),
});

/** True while the field's condition holds, or when it has none. */
export const isWanted = (field: CatalogInput, input: Readonly<Record<string, unknown>>): boolean =>
  field.when === undefined || input[field.when.field] === field.when.is;

/** The form of a trigger or step: conditional fields appear once the field they hang on says so. */
export const formOf = (fields: readonly CatalogInput[]): FormField[] => {
  const steering = new Set(fields.flatMap((field) => field.when?.field ?? []));
  return fields.map((field) => {
    const plain = plainField(field, steering.has(field.key));
    if (field.when === undefined) return plain;
    return (_z, bundle) => (isWanted(field, bundle.inputData) ? [plain] : []);
  });
};
