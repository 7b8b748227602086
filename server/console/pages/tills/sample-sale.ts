import type { Item } from "../../api/queries.ts";

export type Till = Item<"listTills">;
export type Mapping = NonNullable<Till["mapping"]>;
export type MappedField = keyof Mapping["fields"];

/** The fields of a sale, in the order that people think of them. */
export const mappedFields: readonly MappedField[] = [
  "receipt_id",
  "amount",
  "currency",
  "sold_at",
  "card_number",
  "phone",
  "email",
  "redeem_code",
];

const unescaped = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");
const escaped = (part: string): string => part.replaceAll("~", "~0").replaceAll("/", "~1");

interface Branch {
  [name: string]: unknown;
}

const isBranch = (value: unknown): value is Branch => typeof value === "object" && value !== null;

/** Writes a value where a JSON pointer says, making what leads there. */
const put = (root: Branch, pointer: string, value: unknown): void => {
  const parts = pointer.split("/").slice(1).map(unescaped);
  const last = parts.pop() ?? "";
  let branch = root;
  for (const part of parts) {
    const next = branch[part];
    const made = isBranch(next) ? next : {};
    branch[part] = made;
    branch = made;
  }
  branch[last] = value;
};

/** Placeholders of the shell: the receipt's number, and the moment of the sale. */
export const receiptMark = "@RECEIPT@";
export const momentMark = "@NOW@";

/** A sale as this till would send it: in our own shape, or in the till's by its mapping. */
export const sampleSale = (mapping: Mapping | null, currency: string): Readonly<Branch> => {
  const amount = mapping?.amount_unit === "minor" ? 2450 : "24.50";
  const plain = { receipt_id: receiptMark, sold_at: momentMark, amount, currency };
  if (mapping === null) return plain;
  const sale: Branch = {};
  for (const [field, value] of Object.entries(plain)) {
    const pointer = mapping.fields[field as MappedField];
    if (pointer !== undefined) put(sale, pointer, value);
  }
  return sale;
};

export interface Leaf {
  readonly pointer: string;
  readonly value: string;
}

/** Every value of a pasted sale with the JSON pointer that names it. */
export const leavesOf = (value: unknown, pointer = ""): readonly Leaf[] => {
  if (!isBranch(value)) return pointer === "" ? [] : [{ pointer, value: String(value) }];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${pointer}/${escaped(name)}`));
};

/** What was pasted, when it is a JSON object. */
export const readPasted = (text: string): Readonly<Branch> | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isBranch(value) && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
};
