import {
  hasBody,
  jsonSchemaOf,
  type ActionDefinition,
  type FieldError,
  type JsonSchema,
} from "../catalog/index.ts";
import { redactText } from "../core/redact.ts";
import { sha256Hex } from "../core/secrets.ts";
import type { RefusalDocument } from "./model.ts";

const hidden = "…";
const mostFields = 10;

const namesIn = (node: unknown, found: Set<string>): Set<string> => {
  if (typeof node !== "object" || node === null) return found;
  const { properties } = node as JsonSchema;
  if (properties !== undefined) for (const name of Object.keys(properties)) found.add(name);
  for (const value of Object.values(node)) namesIn(value, found);
  return found;
};

const known = new Map<string, ReadonlySet<string>>();

/** The names of all members that a call takes. */
const memberNames = (action: ActionDefinition): ReadonlySet<string> => {
  const names = known.get(action.name) ?? new Set<string>();
  if (known.has(action.name)) return names;
  const found = namesIn(jsonSchemaOf(action.query), new Set());
  if (hasBody(action)) namesIn(jsonSchemaOf(action.body), found);
  known.set(action.name, found);
  return found;
};

/**
 * The pointers of refused values, without what callers wrote themselves: a name that the call does not take may be
 * anything, a person's too.
 */
export const openFields = (
  action: ActionDefinition,
  errors: readonly Pick<FieldError, "pointer">[],
): string[] => {
  const names = memberNames(action);
  const open = errors.map(({ pointer }) =>
    pointer.replace(/(^\?|[/.])([^/.]*)/g, (_, before: string, name: string) =>
      names.has(name) || /^\d{1,5}$/.test(name) ? `${before}${name}` : `${before}${hidden}`,
    ),
  );
  return [...new Set(open)].filter((pointer) => pointer !== "").slice(0, mostFields);
};

/** A request's id as it may be shown: callers choose it. */
export const openRequestId = (id: string): string | null =>
  /^[\w.:-]{1,128}$/.test(id) && redactText(id) === id ? id : null;

/** Repeats of a key, call and code on a day (UTC) are one. */
export const refusalId = (
  { business_id, key_id, call, code }: Pick<RefusalDocument, "business_id" | "key_id" | "call" | "code">,
  at: Date,
): string => {
  const day = at.toISOString().slice(0, 10);
  return `rf_${sha256Hex(JSON.stringify([business_id, key_id, call, code, day])).slice(0, 26)}`;
};
