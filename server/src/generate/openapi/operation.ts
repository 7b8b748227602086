import {
  exampleAnswer,
  exampleBody,
  exampleOf,
  hasBody,
  jsonSchemaOf,
  type Access,
  type ActionDefinition,
  type JsonSchema,
  type Method,
} from "../../catalog/index.ts";
import { problemResponses } from "./problems.ts";
import { pascalCase, type Schemas } from "./schemas.ts";

const security: Readonly<Record<Access, readonly object[]>> = {
  caller: [{ bearer: [] }, { apiKey: [] }, { session: [] }],
  session: [{ session: [] }],
  operator: [{ operator: [] }],
  till: [{ till: [] }],
  public: [],
};

const parametersIn = (action: ActionDefinition, place: "path" | "query") => {
  const { properties = {}, required = [] } = jsonSchemaOf(place === "path" ? action.params : action.query);
  const examples: Record<string, unknown> =
    place === "path"
      ? { ...(exampleOf(action.params) as object), ...action.example?.params }
      : { ...action.example?.query };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
    ...(examples[name] === undefined ? {} : { example: examples[name] }),
  }));
};

const headerParameters = (method: Method, access: Access) => [
  ...(method === "POST" ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
  ...(method !== "GET" && (access === "caller" || access === "session")
    ? [{ $ref: "#/components/parameters/CsrfToken" }]
    : []),
];

/** Octets as they are; generators of clients know them by the format. */
const file: JsonSchema = { type: "string", format: "binary" };

const requestBody = (action: ActionDefinition, schemas: Schemas) => ({
  required: action.body.def.type !== "optional",
  content:
    action.takes === undefined
      ? {
          "application/json": {
            schema: schemas.named(`${pascalCase(action.name)}Request`, action.body),
            example: exampleBody(action),
          },
        }
      : Object.fromEntries(action.takes.media.map((type) => [type, { schema: file }])),
});

const rateHeaders = {
  RateLimit: { $ref: "#/components/headers/RateLimit" },
  "RateLimit-Policy": { $ref: "#/components/headers/RateLimit-Policy" },
};

const answerSchema = (action: ActionDefinition, schemas: Schemas): JsonSchema =>
  action.result.meta()?.id === undefined
    ? schemas.named(`${pascalCase(action.name)}Answer`, action.result)
    : schemas.inline(action.result);

const successDescription = (action: ActionDefinition, status: number): string => {
  if (status === 204) return "Done; no content.";
  if (status === 202) return "Accepted; it is done in the background.";
  if (status === 201) return "Created.";
  return action.status === 201 ? "It was there already." : "OK.";
};

const success = (action: ActionDefinition, status: number, schemas: Schemas) => ({
  description: successDescription(action, status),
  headers: {
    "X-Request-Id": { $ref: "#/components/headers/X-Request-Id" },
    ...(action.access === "caller" || action.access === "session" ? rateHeaders : {}),
    ...(action.method === "POST"
      ? { "Idempotent-Replayed": { $ref: "#/components/headers/Idempotent-Replayed" } }
      : {}),
  },
  ...(status === 204
    ? {}
    : {
        content: {
          [action.media ?? "application/json"]: {
            schema: answerSchema(action, schemas),
            example: exampleAnswer(action),
          },
        },
      }),
});

const roleNote = ({ access, role }: ActionDefinition): string | undefined =>
  (access === "caller" || access === "session") && role !== "scanner" ? `Needs the role ${role}.` : undefined;

/** The OpenAPI operation of an action. */
export const operationOf = (action: ActionDefinition, schemas: Schemas) => {
  const description = [action.description, roleNote(action)].filter(Boolean).join("\n\n");
  const statuses = [action.status, ...(action.alsoStatus ?? [])];
  return {
    operationId: action.name,
    tags: [action.tag],
    summary: action.summary,
    ...(description === "" ? {} : { description }),
    security: security[action.access],
    parameters: [
      ...parametersIn(action, "path"),
      ...parametersIn(action, "query"),
      ...headerParameters(action.method, action.access),
    ],
    ...(hasBody(action) || action.takes !== undefined ? { requestBody: requestBody(action, schemas) } : {}),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [String(status), success(action, status, schemas)])),
      ...problemResponses(action),
    },
  };
};
