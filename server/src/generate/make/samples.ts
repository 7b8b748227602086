import {
  customerForms,
  events,
  eventSample,
  stepOutput,
  stepSample,
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

const examples: Readonly<Record<string, unknown>> = {
  string: "text",
  integer: 1,
  number: 1,
  boolean: true,
  datetime: "2026-05-11T12:34:56Z",
};

const exampleOf = (field: OutputField): unknown => {
  const one = field.fields ? complete(field.fields, {}) : examples[field.type];
  return field.list ? [one] : one;
};

const completed = (field: OutputField, value: unknown): unknown => {
  const { fields } = field;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return exampleOf(field);
  if (!fields) return value;
  if (!Array.isArray(value)) return isObject(value) ? complete(fields, value) : value;
  // Members that only some lines have are shown by the line that has them.
  const known = new Set(value.flatMap((line) => (isObject(line) ? Object.keys(line) : [])));
  return value.map((line, at) =>
    complete(
      fields.filter(({ key }) => (isObject(line) && key in line) || (at === 0 && !known.has(key))),
      line,
    ),
  );
};

/** A sample with exactly the members of the interface, so that each pill in the mapping panel has its example. */
const complete = (fields: readonly OutputField[], sample: unknown): Json =>
  Object.fromEntries(
    fields.map((field) => [field.key, completed(field, isObject(sample) ? sample[field.key] : undefined)]),
  );

const formOf = (step: StepDefinition): CustomerForm =>
  step.fixed?.["customer_fields"] === "contact" ? customerForms[1] : customerForms[0];

/** One bundle of the step. */
export const sampleOf = (step: StepDefinition): unknown => {
  const sample = stepSample(step);
  const whole = step.output === undefined ? sample : together(sample, everyEvent(formOf(step)));
  return complete(stepOutput(step), whole);
};
