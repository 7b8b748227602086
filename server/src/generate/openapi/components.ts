import { actions } from "../../catalog/index.ts";
import { problemExamples, problemSchema, sharedProblemResponses } from "./problems.ts";
import type { Schemas } from "./schemas.ts";

const securitySchemes = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "An API key of a staff member, `7loc_sc_…`. A key has its staff member's rights.",
  },
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "The same key in another header." },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "7stamp_session",
    description: "The console's cookie, set by POST /session. Writes send X-CSRF-Token beside it.",
  },
  operator: {
    type: "http",
    scheme: "bearer",
    description: "OPERATOR_TOKEN of the installation.",
  },
  till: {
    type: "apiKey",
    in: "header",
    name: "x-7stamp-signature",
    description:
      '`t=<unix>,v1=<hex HMAC-SHA256 of "t.body">`, keyed with the till\'s secret, at most 5 minutes old.',
  },
};

const parameters = {
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description:
      "Any text that names this operation. The same key and body within 24 hours answers the first answer again; with another body it is refused.",
    schema: { type: "string", maxLength: 255 },
    example: "order-1042",
  },
  CsrfToken: {
    name: "X-CSRF-Token",
    in: "header",
    required: false,
    description: "`csrf_token` of the session; needed with the session cookie only.",
    schema: { type: "string" },
  },
};

const header = (description: string, example: string, type = "string") => ({
  description,
  schema: { type },
  example,
});

const headers = {
  "X-Request-Id": header("Names the request in our log; a given one is kept.", "req_01jv3k8q9z"),
  RateLimit: header("What is left in this window, and the seconds until it ends.", '"default";r=5999;t=60'),
  "RateLimit-Policy": header("Calls a key has in a window of so many seconds.", '"default";q=6000;w=60'),
  "Retry-After": header("Seconds to wait.", "30"),
  "Idempotent-Replayed": header("`true` when this is the stored answer of an earlier call.", "true"),
};

/** What operations refer to, with the schemas they named. Call it after all operations are made. */
export const components = (schemas: Schemas) => ({
  securitySchemes,
  parameters,
  headers,
  responses: sharedProblemResponses(actions),
  schemas: { ...schemas.all(), Problem: problemSchema() },
  examples: problemExamples(actions),
});
