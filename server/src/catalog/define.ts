import { z } from "zod";
import type { ErrorCode } from "./errors.ts";

/** Who may call an action. Each role may do what the ones after it may. */
export const roles = ["owner", "manager", "scanner"] as const;
export type Role = (typeof roles)[number];

/** How a caller proves who it is: by key or session (`caller`), by the operator's token, by a till's signature, or not at all. */
export type Access = "caller" | "session" | "operator" | "till" | "public";

type Shape = z.ZodRawShape;

/** The three objects a hook may narrow its events by; a marketer sees them as optional drop-downs. */
export type Filter = "template_id" | "location_id" | "voucher_template_id";

export interface EventDefinition<Name extends string = string, Body extends Shape = Shape> {
  readonly name: Name;
  /** Title Case, as Zapier's and our console's lists show it. */
  readonly label: string;
  /** One sentence: "Triggers when … ." */
  readonly description: string;
  /** Make's module id, which scenarios store, and its label in sentence case. */
  readonly make: { readonly module: string; readonly label: string };
  /** What one record is called, singular, Title Case. */
  readonly noun: string;
  readonly filters: readonly Filter[];
  /** Objects that stand beside the envelope, in their fixed order. */
  readonly body: Body;
  /** Extra members of `card`, after the common ones; null for an event that is about no card. */
  readonly card?: Shape | null;
  /** Values for the objects beside the envelope (and the extra card members) of the sample. */
  readonly sample: { readonly [key: string]: unknown };
  /** Sample values of the extra card members. */
  readonly cardSample?: { readonly [key: string]: unknown };
}

/** Declares one public event. Everything said about it anywhere derives from this object. */
export const defineEvent = <const Name extends string, Body extends Shape>(
  definition: EventDefinition<Name, Body>,
): EventDefinition<Name, Body> => definition;

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface ActionDefinition<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
> {
  /** snake_case verb phrase; the operationId in OpenAPI. */
  readonly name: string;
  readonly method: Method;
  /** Below /v1, with :params. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** The least role that may call it; for access `caller` and `session`. */
  readonly role: Role;
  /** Success status; an operation may answer another 2xx of `alsoStatus`. */
  readonly status: number;
  readonly alsoStatus?: readonly number[];
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly result: Result;
  /** Codes of its own; those any action can answer with are added by the generator. */
  readonly errors: readonly ErrorCode[];
  readonly example?: ActionExample;
  /** Media type of the answer, where it is not JSON. */
  readonly media?: string;
  /** What the body is, where it is not JSON: the file itself, parsed as a File of the media type that was declared. */
  readonly takes?: FileBody;
}

/** A body that is a file. */
export interface FileBody {
  readonly media: readonly string[];
  readonly maxBytes: number;
}

/** One call as the docs and samples show it. What is left out is made from the examples of the schemas. */
export interface ActionExample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly answer?: unknown;
}

/** What a query must satisfy over all its members. */
interface QueryRule {
  readonly holds: (query: Record<string, unknown>) => boolean;
  readonly message: string;
}

interface ActionInput<P extends Shape, Q extends Shape, B extends z.ZodType, R extends z.ZodType> {
  name: string;
  method: Method;
  path: string;
  tag: string;
  summary: string;
  description?: string;
  access?: Access;
  role?: Role;
  status?: number;
  alsoStatus?: readonly number[];
  params?: P;
  query?: Q;
  queryRule?: QueryRule;
  body?: B;
  result?: R;
  errors?: readonly ErrorCode[];
  example?: ActionExample;
  media?: string;
  takes?: FileBody;
}

const nothing = z.undefined();

const ruled = <Q extends Shape>(query: z.ZodObject<Q, z.core.$strict>, rule: QueryRule | undefined) =>
  rule === undefined ? query : query.refine(rule.holds, { message: rule.message });

/** Declares one REST operation. Params, query and body refuse unknown members; the result describes the answer. */
export const defineAction = <
  P extends Shape = Record<never, never>,
  Q extends Shape = Record<never, never>,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodUndefined,
>(
  input: ActionInput<P, Q, B, R>,
): ActionDefinition<z.ZodObject<P, z.core.$strict>, z.ZodObject<Q, z.core.$strict>, B, R> => ({
  name: input.name,
  method: input.method,
  path: input.path,
  tag: input.tag,
  summary: input.summary,
  ...(input.description === undefined ? {} : { description: input.description }),
  access: input.access ?? "caller",
  role: input.role ?? "scanner",
  status: input.status ?? 200,
  ...(input.media === undefined ? {} : { media: input.media }),
  ...(input.takes === undefined ? {} : { takes: input.takes }),
  ...(input.alsoStatus === undefined ? {} : { alsoStatus: input.alsoStatus }),
  params: z.strictObject(input.params ?? ({} as P)),
  query: ruled(z.strictObject(input.query ?? ({} as Q)), input.queryRule),
  body: input.body ?? (nothing as unknown as B),
  result: input.result ?? (nothing as unknown as R),
  errors: input.errors ?? [],
  ...(input.example === undefined ? {} : { example: input.example }),
});

/** A query knows texts alone; one of digits is a number, and what only a programming language reads as one (0x10, 1e1) is none. */
const numberOfDigits = (sent: unknown): unknown =>
  typeof sent === "string" && /^\d+$/.test(sent) ? Number(sent) : sent;

/** Query members every list takes. */
export const paging = {
  limit: z
    .preprocess(numberOfDigits, z.number().int().min(1).max(100))
    .default(25)
    .meta({ description: "How many to return, 1 to 100." }),
  cursor: z.string().max(500).optional().meta({ description: "The next_cursor of the page before." }),
};

/** The answer of every list, newest first. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    has_more: z.boolean(),
    next_cursor: z.string().nullable(),
  });
