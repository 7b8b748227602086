import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import {
  actions,
  customerForms,
  eventNamed,
  eventNames,
  eventSchema,
  exampleBody,
  examplePath,
  hasBody,
  jsonSchemaOf,
  steps,
  stepOutput,
  stepSample,
  type JsonSchema,
  type OutputField,
} from "../../server/src/catalog/index.ts";
import { snippetLanguages, snippetOf } from "../../server/console/pages/integrations/webhooks/snippets.ts";
import { expectNone, textOf } from "./tree.ts";

const ajv = new Ajv2020({ strict: false, allErrors: true });
(formats as unknown as (ajv: Ajv2020) => void)(ajv);

const faults = (schema: JsonSchema, value: unknown, name: string): string[] => {
  const validate = ajv.compile(schema);
  return validate(value) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`];
};

const sample = (path: string): Record<string, unknown> => JSON.parse(textOf(path)) as Record<string, unknown>;

describe("samples", () => {
  it("of events fit the event's schema in both customer forms", () => {
    const found = eventNames.flatMap((name) => {
      const forms = sample(`samples/events/${name}.json`);
      return customerForms.flatMap((form) =>
        faults(jsonSchemaOf(eventSchema(eventNamed(name), form)), forms[form], `${name} (${form})`),
      );
    });
    expectNone(found, "These event samples do not fit:");
  });

  it("of actions fit the schemas of request and answer", () => {
    const found = actions.flatMap((action) => {
      const { request, answer } = sample(`samples/actions/${action.name}.json`) as Record<
        "request" | "answer",
        { body?: unknown; query?: object }
      >;
      return [
        ...(hasBody(action) ? faults(jsonSchemaOf(action.body), request.body, `${action.name} request`) : []),
        ...(action.status === 204
          ? []
          : faults(jsonSchemaOf(action.result), answer.body, `${action.name} answer`)),
      ];
    });
    expectNone(found, "These action samples do not fit:");
  });

  it("of actions pass the rules that the server checks beyond the schema", () => {
    const found = actions.flatMap((action) => {
      const body = hasBody(action) ? action.body.safeParse(exampleBody(action)) : { success: true };
      const query = action.query.safeParse(action.example?.query ?? {});
      return body.success && query.success ? [] : [action.name];
    });
    expectNone(found, "The server would refuse these examples:");
  });

  it("of actions name a value for each part of the path and never the word text", () => {
    const found = actions.filter(
      (action) =>
        examplePath(action).includes(":") || /: "text"/.test(textOf(`samples/actions/${action.name}.json`)),
    );
    expectNone(
      found.map((action) => action.name),
      "These need an example (in the resource's meta, or in the action):",
    );
  });

  it("of receivers are the programs that the console shows, for port 9000 of this machine", () => {
    const files = { node: "receive.mjs", python: "receive.py", php: "receive.php", go: "receive.go" };
    const found = snippetLanguages.filter(
      (language) =>
        textOf(`samples/receivers/${files[language]}`) !== snippetOf(language, "http://localhost:9000/"),
    );
    expectNone(found, "Console (webhooks/snippets.ts) and samples/receivers differ in these languages:");
  });

  it("of steps have the members that the step's output describes", () => {
    const missing = (fields: readonly OutputField[], value: unknown): string[] => {
      const keys = fields.map((field) => field.key);
      return Object.keys(value as object).filter((key) => !keys.includes(key));
    };
    const found = steps.flatMap((step) =>
      missing(stepOutput(step), stepSample(step)).map((key) => `${step.key}: ${key}`),
    );
    expectNone(found, "These sample members are not in the step's output:");
  });
});
