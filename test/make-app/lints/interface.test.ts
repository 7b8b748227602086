import assert from "node:assert/strict";
import {
  customerForms,
  eventNamed,
  eventNames,
  shownSample,
  eventSchema,
  outputFields,
  stepOutput,
  steps,
  type OutputField,
} from "../../../server/src/catalog/index.ts";
import { derivedOf, withDerived } from "../../../server/src/generate/derived.ts";
import { codeOf, type Code } from "../runner/files.ts";

const types: Readonly<Record<string, string>> = {
  string: "text",
  integer: "integer",
  number: "number",
  boolean: "boolean",
  datetime: "date",
  object: "collection",
};

/** `path: label (type)` of each member, nested ones too; what interface, sample and catalogue are compared by. */
const ofCatalogue = (fields: readonly OutputField[], prefix = "", asSent = false): string[] =>
  fields.flatMap((field) => {
    const path = `${prefix}${field.key}${field.list ? "[]" : ""}`;
    // What cannot be rebuilt keeps its times as they were sent.
    const inside = asSent || field.list || (field.fields !== undefined && field.optional === true);
    const type = inside && field.type === "datetime" ? "text" : types[field.type];
    return [`${path}: ${field.label} (${type})`, ...ofCatalogue(field.fields ?? [], `${path}.`, inside)];
  });

const ofInterface = (spec: Code[], prefix = ""): string[] =>
  spec.flatMap((field) => {
    const isList = field.type === "array";
    const path = `${prefix}${field.name}${isList ? "[]" : ""}`;
    const inner: Code[] = Array.isArray(field.spec) ? field.spec : [];
    const type = isList ? (Array.isArray(field.spec) ? "collection" : field.spec.type) : field.type;
    return [`${path}: ${field.label} (${type})`, ...ofInterface(inner, `${path}.`)];
  });

const pathsOfInterface = (spec: Code[]): string[] =>
  ofInterface(spec).map((line) => line.split(":")[0] ?? "");

const pathsOfSample = (value: Code, prefix = ""): string[] => {
  const paths = Object.entries(value as object).flatMap(([key, member]: [string, Code]) => {
    const isList = Array.isArray(member);
    const path = `${prefix}${key}${isList ? "[]" : ""}`;
    const lines: Code[] = isList ? member : [member];
    return [
      path,
      ...lines.flatMap((line) => (typeof line === "object" && line ? pathsOfSample(line, `${path}.`) : [])),
    ];
  });
  return [...new Set(paths)];
};

const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  date: (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(value)),
  collection: (value) => typeof value === "object" && !Array.isArray(value),
  array: Array.isArray,
};

const misfits = (spec: Code[], sample: Code): string[] =>
  spec.flatMap((field) => {
    const value = sample?.[field.name];
    if (value === null || value === undefined) return [];
    if (!fits[field.type]?.(value)) return [`${field.name} is no ${field.type}`];
    const inner: Code[] = Array.isArray(field.spec) ? field.spec : [];
    const lines: Code[] = Array.isArray(value) ? value : [value];
    return lines.flatMap((line) => misfits(inner, line));
  });

const [, contactForm] = customerForms;

const modules = [
  ...eventNames.map(eventNamed).map((event) => ({
    id: event.make.module,
    fields: withDerived(outputFields(eventSchema(event, contactForm))),
  })),
  ...steps.map((step) => ({ id: step.make.module, fields: stepOutput(step) })),
];

describe("Make app › interface", () => {
  for (const { id, fields } of modules) {
    const { interface: spec, samples } = codeOf("module", id);

    it(`of ${id} is what the catalogue says, label and type, in its order`, () => {
      assert.deepEqual(ofInterface(spec), ofCatalogue(fields));
    });

    it(`of ${id} has the members of its sample, and the sample those of the interface`, () => {
      assert.deepEqual(pathsOfSample(samples).toSorted(), pathsOfInterface(spec).toSorted());
      assert.deepEqual(misfits(spec, samples), []);
    });
  }

  it("of a trigger has the very sample that docs and hook tests show, and after it what is made of its members", () => {
    for (const event of eventNames.map(eventNamed)) {
      const members = Object.entries(codeOf("module", event.make.module)["samples"]);
      const made = derivedOf(outputFields(eventSchema(event, contactForm))).map(({ key }) => key);
      assert.deepEqual(
        Object.fromEntries(members.slice(0, members.length - made.length)),
        shownSample(event, contactForm),
      );
      assert.deepEqual(
        members.slice(-made.length).map(([key]) => key),
        made,
      );
    }
  });

  it("of the universal module shows body, headers and status", () => {
    const { interface: spec, samples } = codeOf("module", "makeApiCall");
    assert.deepEqual(
      spec.map(({ name, type }: Code) => [name, type]),
      [
        ["body", "any"],
        ["headers", "collection"],
        ["statusCode", "integer"],
      ],
    );
    assert.deepEqual(pathsOfSample(samples).toSorted(), pathsOfInterface(spec).toSorted());
  });
});
