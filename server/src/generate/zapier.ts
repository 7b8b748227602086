import {
  bindingsOf,
  customerForms,
  dropdowns,
  errors,
  events,
  eventSchema,
  filterFields,
  findOrCreates,
  groups,
  outputFields,
  shownSample,
  stepOutput,
  steps,
  stepSample,
  titleCase,
  type Dropdown,
  type ErrorCode,
  type EventDefinition,
  type OutputField,
  type StepDefinition,
  type StepField,
} from "../catalog/index.ts";
import { derivedOf, sampleWithDerived, withDerived } from "./derived.ts";
import { zapierErrorClass, zapierErrorWords } from "./zapier-errors.ts";

/** Zapier's types for inputs; it has no day without a time. */
const inputTypes = { date: "string" } as Readonly<Record<string, string>>;

const inputField = (field: StepField) => ({
  key: field.key,
  label: titleCase(field.label),
  type: inputTypes[field.type ?? "string"] ?? field.type ?? "string",
  required: field.required ?? false,
  ...(field.help === undefined ? {} : { helpText: field.help }),
  ...(field.list ? { list: true } : {}),
  ...(field.placeholder === undefined ? {} : { placeholder: field.placeholder }),
  ...(field.default === undefined ? {} : { default: field.default }),
  ...(field.choices === undefined ? {} : { choices: field.choices }),
  ...(field.dropdown === undefined ? {} : { dropdown: field.dropdown }),
  ...(field.group === undefined ? {} : { group: field.group }),
  ...(field.sends === undefined ? {} : { sends: field.sends }),
  ...(field.when === undefined ? {} : { when: field.when }),
  ...(field.narrows ? { narrows: true } : {}),
  ...(field.max === undefined ? {} : { max: field.max }),
});

interface ZapierOutputField {
  key: string;
  label: string;
  /** Left out for a list of objects, which its children describe. */
  type?: string;
  list?: true;
  primary?: true;
  children?: ZapierOutputField[];
}

const scalar = (field: OutputField, key: string): ZapierOutputField => ({
  key,
  label: titleCase(field.label),
  type: field.type,
  ...(field.list ? { list: true } : {}),
});

/** Objects become `parent__child` keys. */
const flat = (field: OutputField, prefix: string, inList: boolean): ZapierOutputField[] => {
  const key = `${prefix}${field.key}`;
  if (!field.fields) return [scalar(field, key)];
  if (!field.list) return flattened(field.fields, `${key}__`, inList);
  // Zapier shows one level of line items; a list inside a list would come out as text.
  if (inList) return [];
  return [{ key, label: titleCase(field.label), children: flattened(field.fields, "", true) }];
};

const flattened = (fields: readonly OutputField[], prefix = "", inList = false): ZapierOutputField[] =>
  fields.flatMap((field) => flat(field, prefix, inList));

const outputs = (fields: readonly OutputField[]): ZapierOutputField[] =>
  flattened(fields).map((field) => (field.key === "id" ? { ...field, primary: true } : field));

const [, contactForm] = customerForms;

const trigger = (event: EventDefinition) => {
  const fields = outputFields(eventSchema(event, contactForm));
  return {
    key: event.name,
    noun: event.noun,
    label: event.label,
    description: event.description,
    inputFields: event.filters.map((filter) => inputField(filterFields[filter])),
    outputFields: outputs(withDerived(fields)),
    derived: derivedOf(fields).map(({ key, of, as }) => ({ key, of, as })),
    sample: sampleWithDerived(shownSample(event, contactForm), fields),
  };
};

const calls = (step: StepDefinition) =>
  step.calls.map((call) => ({
    ...(call.given === undefined ? {} : { given: call.given }),
    method: call.action.method,
    path: call.action.path,
    send: bindingsOf(step, call),
  }));

/** A line of a list with its nested objects as `parent__child` members, since Zapier's line items are flat. */
const flatLine = (line: object, prefix = ""): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(line).flatMap(([key, value]: [string, unknown]) => {
      if (isList(value)) return [];
      if (isObject(value)) return Object.entries(flatLine(value, `${prefix}${key}__`));
      return [[`${prefix}${key}`, value]];
    }),
  );

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is object[] => Array.isArray(value) && value.some(isObject);

/** An answer as the app hands it to Zapier: nested objects stay, the lines of lists are flat. */
const withFlatLines = (value: unknown): unknown => {
  if (isList(value)) return value.map((line) => flatLine(line));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withFlatLines(inner)]));
};

/** Where only the first result counts, lines are returned together in one. */
const lined = (step: StepDefinition) => {
  const { linesKey } = step;
  if (linesKey === undefined)
    return { outputFields: outputs(stepOutput(step)), sample: withFlatLines(stepSample(step)) };
  return {
    linesKey,
    outputFields: [
      { key: "id", label: "Searched By", type: "string", primary: true },
      { key: linesKey, label: `${titleCase(step.noun)}s`, children: flattened(stepOutput(step), "", true) },
    ],
    sample: withFlatLines({ id: "card_001", [linesKey]: [stepSample(step)] }),
  };
};

const usedGroups = (step: StepDefinition) =>
  [...new Set(step.fields.flatMap((field) => field.group ?? []))].map((key) => ({ key, label: groups[key] }));

const stepFacts = (step: StepDefinition) => ({
  key: step.key,
  noun: step.noun,
  label: step.zapier?.label,
  description: step.zapier?.description,
  inputFieldGroups: usedGroups(step),
  inputFields: step.fields.map(inputField),
  needs: step.needs ?? [],
  fixed: step.fixed ?? {},
  ...(step.kind === "read" ? { single: true } : {}),
  calls: calls(step),
  ...lined(step),
});

const dropdownFacts = ([key, dropdown]: [string, Dropdown]) => ({
  key,
  noun: dropdown.noun,
  path: dropdown.action.path,
  label: dropdown.label,
  ...(dropdown.search === undefined ? {} : { search: dropdown.search }),
});

const errorFacts = (code: ErrorCode) => {
  const { status, cure } = errors[code];
  const words = zapierErrorWords(code);
  // What the API says where it has nothing to add; to be left out where the app has words of its own.
  const told = words.cure === cure ? {} : { told: cure };
  return { status, ...words, ...told, class: zapierErrorClass(code) };
};

const inZapier = steps.filter((step) => step.zapier !== undefined);

/** Everything the Zapier app says and does that is not behaviour. */
export const zapierCatalog = () => ({
  triggers: (events as readonly EventDefinition[]).map(trigger),
  creates: inZapier.filter((step) => step.kind === "action").map(stepFacts),
  searches: inZapier.filter((step) => step.kind !== "action").map(stepFacts),
  searchOrCreates: findOrCreates.map((pair) => ({
    key: pair.search.key,
    search: pair.search.key,
    create: pair.create.key,
    label: pair.label,
    description: pair.description,
  })),
  dropdowns: Object.entries<Dropdown>(dropdowns).map(dropdownFacts),
  errors: Object.fromEntries((Object.keys(errors) as ErrorCode[]).map((code) => [code, errorFacts(code)])),
});
