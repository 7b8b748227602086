import { actions } from "../../catalog/index.ts";
import { components } from "./components.ts";
import { operationOf } from "./operation.ts";
import { createSchemas, type Schemas } from "./schemas.ts";
import { webhooks } from "./webhooks.ts";

const about = {
  title: "7stamp Connect",
  version: "1.0.0",
  summary:
    "Loyalty stamp cards: cards, stamps, vouchers, customers, and signed webhooks for everything that happens.",
  description: [
    "Authenticate with an API key: `Authorization: Bearer 7loc_sc_…`.",
    "Every POST takes an `Idempotency-Key`, so that a repeated call does nothing twice.",
    "Lists are newest first; `next_cursor` of one page is `cursor` of the next.",
    "Errors are problem documents (RFC 9457); branch on `code`, which never changes.",
  ].join("\n\n"),
};

const pathOf = (path: string): string => path.replace(/:(\w+)/g, "{$1}");

const paths = (schemas: Schemas): Record<string, Record<string, unknown>> => {
  const all: Record<string, Record<string, unknown>> = {};
  for (const action of actions) {
    const path = (all[pathOf(action.path)] ??= {});
    path[action.method.toLowerCase()] = operationOf(action, schemas);
  }
  return all;
};

const tags = () => [...new Set(actions.map((action) => action.tag)), "Webhooks"].map((name) => ({ name }));

/** The address the committed document names; a running server puts its own there. */
export const exampleServer = "http://localhost:7070/v1";

/** The whole API as an OpenAPI 3.1 document. */
export const openApi = () => {
  const schemas = createSchemas();
  const document = {
    openapi: "3.1.0",
    info: about,
    servers: [{ url: exampleServer }],
    tags: tags(),
    paths: paths(schemas),
    webhooks: webhooks(schemas),
  };
  return { ...document, components: components(schemas) };
};
