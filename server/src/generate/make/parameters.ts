import { dropdowns, type Choice, type DropdownKey, type StepField } from "../../catalog/index.ts";
import { camel } from "./names.ts";

/** One input or output of a component, in Make's parameter language. */
export interface MakeParameter {
  name: string;
  type: string;
  label: string;
  help?: string;
  required?: true;
  advanced?: true;
  multiline?: true;
  multiple?: true;
  default?: string | number;
  mode?: "edit";
  options?: string | MakeOption[];
  validate?: { min: number };
  spec?: { type: string } | readonly MakeParameter[];
}

interface MakeOption {
  label: string;
  value: string;
  nested?: MakeParameter[];
}

const types: Readonly<Record<string, string>> = {
  text: "text",
  integer: "uinteger",
  number: "number",
  boolean: "boolean",
  datetime: "date",
};

/** Lists that grow with the business: their ids are mapped more often than picked. */
const recordLists: readonly DropdownKey[] = ["list_cards", "list_customers", "list_vouchers"];

/** Lists whose entries come from the API instead of the catalogue's choices. */
const remoteChoices: Readonly<Record<string, string>> = { "list_events.type": "listEventTypes" };

const helpOf = ({ help, placeholder, type }: StepField): string | undefined => {
  const hint =
    placeholder === undefined || type === "text" || help?.includes(`\`${placeholder}\``)
      ? undefined
      : `For example: \`${placeholder}\`.`;
  const parts = [help, hint].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(" ") : undefined;
};

const optionsOf = (field: StepField, choices: readonly Choice[], all: readonly StepField[]): MakeOption[] =>
  choices.map(({ value, label }) => {
    const nested = all.filter((other) => other.when?.field === field.key && other.when.is === value);
    return { label, value, ...(nested.length > 0 && { nested: nested.map((one) => parameterOf(one)) }) };
  });

interface Context {
  /** The step's key, for lists that the API knows. */
  readonly step?: string;
  readonly all?: readonly StepField[];
}

const picked = (field: StepField, { step, all = [] }: Context): Partial<MakeParameter> => {
  const remote = remoteChoices[`${step}.${field.key}`];
  if (remote !== undefined) return { type: "select", options: `rpc://${remote}` };
  if (field.choices)
    return {
      type: "select",
      options: optionsOf(field, field.choices, all),
    };
  if (field.dropdown === undefined) return { type: types[field.type ?? ""] ?? "text" };
  return {
    type: "select",
    options: `rpc://${camel(field.dropdown)}`,
    ...(recordLists.includes(field.dropdown) && { mode: "edit" as const }),
  };
};

/** A step's field as a parameter. Fields shown only with another's choice are nested in that choice. */
export const parameterOf = (field: StepField, context: Context = {}): MakeParameter => {
  const help = helpOf(field);
  return {
    name: field.key,
    type: "text",
    label: field.label,
    ...picked(field, context),
    ...(help !== undefined && { help }),
    ...(field.required && { required: true as const }),
    ...(field.list && { multiple: true as const }),
    ...(field.type === "text" && { multiline: true as const }),
    ...(field.default !== undefined && { default: field.default }),
    // Every count of the steps starts at one; a zero would be left out as if it were empty.
    ...(field.type === "integer" && { validate: { min: 1 } }),
    ...(field.in === "header" && { advanced: true as const }),
  };
};

/** What every search asks for, last on its form. */
export const limitParameter: MakeParameter = {
  name: "limit",
  type: "uinteger",
  label: "Limit",
  help: "The maximum number of results to return in one run. Leave it empty for all.",
  default: 10,
  validate: { min: 1 },
};

/** The remote procedures that fill drop-downs, with their labels. */
export const procedures: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(dropdowns).map(([key, { title }]) => [camel(key), title])),
  listEventTypes: "List event types",
};
