import {
  customerForms,
  events,
  eventSample,
  lotteryPlayed,
  rewardIssued,
  singular,
  stepOutput,
  stepSample,
  voucherIssued,
  type CustomerForm,
  type EventDefinition,
  type OutputField,
  type StepDefinition,
} from "../../catalog/index.ts";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `first` with what only `second` has, at any depth. */
const together = (first: unknown, second: unknown): unknown => {
  if (!isObject(first) || !isObject(second)) return first ?? second;
  const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries([...keys].map((key) => [key, together(first[key], second[key])]));
};

/** An event of every kind at once, for modules whose bundles are events of mixed kinds. */
const everyEvent = (form: CustomerForm): unknown =>
  (events as readonly EventDefinition[])
    .map((event) => eventSample(event, form))
    .reduce<unknown>(together, {});

/** Texts of the samples of vouchers, rewards and lotteries by their keys: what a member that no sample has is shown with. */
const textsIn = (value: unknown): [string, string][] =>
  isObject(value)
    ? Object.entries(value).flatMap(([key, inner]): [string, string][] =>
        typeof inner === "string" ? [[key, inner]] : textsIn(inner),
      )
    : [];

const knownTexts = (): ReadonlyMap<string, string> =>
  new Map([
    ...textsIn(voucherIssued.sample),
    ...textsIn(rewardIssued.sample),
    ...textsIn(lotteryPlayed.sample),
  ]);

const examples: Readonly<Record<string, unknown>> = {
  integer: 1,
  number: 1,
  boolean: true,
  datetime: "2026-05-11T12:34:56Z",
};

const scalarExample = (field: OutputField, parent: string): unknown =>
  examples[field.type] ??
  knownTexts().get(`${singular(parent)}_${field.key}`) ??
  knownTexts().get(field.key) ??
  null;

const exampleOf = (field: OutputField, parent: string): unknown => {
  const one = field.fields ? complete(field.fields, {}, field.key) : scalarExample(field, parent);
  return field.list ? [one] : one;
};

const completed = (field: OutputField, value: unknown, parent: string): unknown => {
  const { fields } = field;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return exampleOf(field, parent);
  if (!fields) return value;
  if (!Array.isArray(value)) return isObject(value) ? complete(fields, value, field.key) : value;
  // Members that only some lines have are shown by the line that has them.
  const known = new Set(value.flatMap((line) => (isObject(line) ? Object.keys(line) : [])));
  return value.map((line, at) =>
    complete(
      fields.filter(({ key }) => (isObject(line) && key in line) || (at === 0 && !known.has(key))),
      line,
      field.key,
    ),
  );
};

/** A sample with exactly the members of the interface, so that each pill in the mapping panel has its example. */
const complete = (fields: readonly OutputField[], sample: unknown, parent = ""): Json =>
  Object.fromEntries(
    fields.map((field) => {
      const value = isObject(sample) ? sample[field.key] : undefined;
      return [field.key, completed(field, value, parent)];
    }),
  );

const formOf = (step: StepDefinition): CustomerForm =>
  step.fixed?.["customer_fields"] === "contact" ? customerForms[1] : customerForms[0];

/** One bundle of the step. */
export const sampleOf = (step: StepDefinition): unknown => {
  const sample = stepSample(step);
  const whole = step.output === undefined ? sample : together(sample, everyEvent(formOf(step)));
  return complete(stepOutput(step), whole);
};
