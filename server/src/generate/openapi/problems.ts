import {
  errors,
  errorsOf,
  type ActionDefinition,
  type ErrorCode,
  type JsonSchema,
} from "../../catalog/index.ts";

/** What an example shows for the members that some codes add. */
const detailExamples: Readonly<Record<string, unknown>> = {
  candidates: [{ id: "v_555", title: "A free coffee" }],
  cancelled_at: "2026-05-10T09:00:00Z",
  errors: [{ pointer: "/email", code: "invalid_format", detail: "is no email address" }],
  expected_currency: "EUR",
  expires_at: "2026-05-10T20:59:59Z",
  field: "email",
  max_stamps_per_call: 10,
  played_at: "2026-05-10T09:00:00Z",
  receipt_id: "R-1042",
  redeemed_at: "2026-05-10T09:00:00Z",
  required_role: "manager",
  retry_after: 30,
  retry_at: "2026-05-12T00:00:00Z",
  valid_from: "2026-06-01T00:00:00Z",
};

/** A problem document of this code, as the server writes it. */
export const problemExample = (code: ErrorCode): Record<string, unknown> => {
  const {
    status,
    title,
    cure,
    details = [],
  }: (typeof errors)[ErrorCode] & { details?: readonly string[] } = errors[code];
  return {
    type: `urn:7stamp:error:${code}`,
    title,
    status,
    code,
    detail: cure,
    request_id: "req_01jv3k8q9z",
    ...Object.fromEntries(details.map((member) => [member, detailExamples[member] ?? "text"])),
  };
};

const fieldError: JsonSchema = {
  type: "object",
  required: ["pointer", "code", "detail"],
  properties: {
    pointer: { type: "string", description: "JSON pointer into the body, or ?name for a query parameter." },
    code: { type: "string" },
    detail: { type: "string" },
  },
};

/** RFC 9457, with the members that some codes add. */
export const problemSchema = (): JsonSchema => ({
  type: "object",
  description: "A problem document, RFC 9457. Some codes add members of their own.",
  required: ["type", "title", "status", "code", "detail", "request_id"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(errors) },
    detail: { type: "string" },
    request_id: { type: "string" },
    errors: { type: "array", items: fieldError },
  },
  additionalProperties: true,
});

const statusOf = (code: ErrorCode): number => errors[code].status;

/** Each code of the action with its status, in the order of the table. */
const byStatus = (codes: readonly ErrorCode[]): ReadonlyMap<number, ErrorCode[]> => {
  const found = new Map<number, ErrorCode[]>();
  for (const code of codes) found.set(statusOf(code), [...(found.get(statusOf(code)) ?? []), code]);
  return new Map([...found].sort(([left], [right]) => left - right));
};

const said = (codes: readonly ErrorCode[]): string =>
  codes.map((code) => `\`${code}\`: ${errors[code].title}.`).join("  \n");

const used = (actions: readonly ActionDefinition[]): readonly ErrorCode[] => {
  const all = new Set(actions.flatMap((action) => errorsOf(action)));
  return (Object.keys(errors) as ErrorCode[]).filter((code) => all.has(code));
};

/** The examples that error responses refer to, one for each code that an action may answer with. */
export const problemExamples = (actions: readonly ActionDefinition[]): Record<string, unknown> =>
  Object.fromEntries(
    used(actions).map((code) => [
      code,
      { summary: errors[code].title, description: errors[code].cure, value: problemExample(code) },
    ]),
  );

const problemResponse = (status: number, codes: readonly ErrorCode[]) => ({
  description: said(codes),
  headers: {
    "X-Request-Id": { $ref: "#/components/headers/X-Request-Id" },
    ...([429, 503].includes(status) ? { "Retry-After": { $ref: "#/components/headers/Retry-After" } } : {}),
  },
  content: {
    "application/problem+json": {
      schema: { $ref: "#/components/schemas/Problem" },
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  },
});

/** The error responses of an action: the shared one of each status, and which of its codes the action has. */
export const problemResponses = (action: ActionDefinition): Record<string, unknown> =>
  Object.fromEntries(
    [...byStatus(errorsOf(action))].map(([status, codes]) => [
      String(status),
      { $ref: `#/components/responses/Problem${status}`, description: said(codes) },
    ]),
  );

/** One error response for each status, with every code that has it. */
export const sharedProblemResponses = (actions: readonly ActionDefinition[]): Record<string, unknown> =>
  Object.fromEntries(
    [...byStatus(used(actions))].map(([status, codes]) => [
      `Problem${status}`,
      problemResponse(status, codes),
    ]),
  );
