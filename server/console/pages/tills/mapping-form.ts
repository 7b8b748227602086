import { mappedFields, type MappedField, type Mapping } from "./sample-sale.ts";

/** What the editor of a mapping holds: a JSON pointer per field, empty for one that the till does not send. */
export type MappingValues = Readonly<Record<MappedField, string>> & {
  readonly shape: "own" | "mapped";
  readonly unit: Mapping["amount_unit"];
  /** For a till that sends no currency. */
  readonly fixedCurrency: string;
  readonly pasted: string;
};

export const mappingValues = (mapping: Mapping | null, currency: string): MappingValues => {
  const pointers = mappedFields.map((field) => [field, mapping?.fields[field] ?? ""] as const);
  return {
    ...(Object.fromEntries(pointers) as Record<MappedField, string>),
    shape: mapping === null ? "own" : "mapped",
    unit: mapping?.amount_unit ?? "major",
    fixedCurrency: mapping?.currency ?? currency,
    pasted: "",
  };
};

/** The mapping as the API takes it; null for our own shape. What is missing in it the server says. */
export const mappingOf = (values: MappingValues): Mapping | null => {
  if (values.shape === "own") return null;
  const { receipt_id, amount } = values;
  const others = mappedFields.filter(
    (field) => values[field] !== "" && !["receipt_id", "amount"].includes(field),
  );
  return {
    fields: { receipt_id, amount, ...Object.fromEntries(others.map((field) => [field, values[field]])) },
    amount_unit: values.unit,
    currency: values.currency === "" ? values.fixedCurrency : null,
  };
};
