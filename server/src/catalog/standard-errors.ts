import type { ActionDefinition } from "./define.ts";
import { errors, type ErrorCode } from "./errors.ts";

const always: readonly ErrorCode[] = ["validation_failed", "internal_error", "unavailable"];

const ofAccess = ({ access, method }: ActionDefinition): readonly ErrorCode[] => {
  if (access === "public") return [];
  if (access === "till") return ["signature_invalid", "rate_limited"];
  if (access === "operator") return ["unauthenticated"];
  const read: readonly ErrorCode[] = ["unauthenticated", "forbidden", "rate_limited"];
  return method === "GET" ? read : [...read, "csrf_failed"];
};

/** A body that was not asked for is judged like any other; with a GET none is read. */
const ofBody = ({ method, takes }: ActionDefinition): readonly ErrorCode[] => {
  if (method === "GET") return [];
  const all: readonly ErrorCode[] = ["malformed_json", "body_too_large", "unsupported_media_type"];
  return takes === undefined ? all : all.filter((code) => code !== "malformed_json");
};

const ofMethod = ({ method }: ActionDefinition): readonly ErrorCode[] =>
  method === "POST"
    ? ["invalid_request", "not_found", "idempotency_mismatch", "idempotency_in_progress"]
    : [];

/** Every code the action can answer with: its own, and those that come with its access, method and body. In the table's order. */
export const errorsOf = (action: ActionDefinition): readonly ErrorCode[] => {
  const codes = new Set([
    ...action.errors,
    ...always,
    ...ofAccess(action),
    ...ofBody(action),
    ...ofMethod(action),
  ]);
  return (Object.keys(errors) as ErrorCode[]).filter((code) => codes.has(code));
};
