import { errors, type ErrorCode } from "../catalog/index.ts";

/** The classes Zapier knows: what a run does with an error depends on them. */
export type ZapierErrorClass = "ExpiredAuthError" | "HaltedError" | "ThrottledError" | "Error";

const exceptions: Partial<Record<ErrorCode, ZapierErrorClass>> = {
  // The same run succeeds a moment later.
  idempotency_in_progress: "ThrottledError",
  delivery_in_progress: "ThrottledError",
  unavailable: "ThrottledError",
  // Somebody must set this up: a halted run would hide it.
  messenger_not_connected: "Error",
  email_not_connected: "Error",
  wallet_not_connected: "Error",
};

/**
 * A refused state (404, 409) halts the run and does not count against the Zap; wrong input counts; a revoked key
 * turns the Zap off and mails its owner; a busy server makes Zapier wait and try again.
 */
export const zapierErrorClass = (code: ErrorCode): ZapierErrorClass => {
  const exception = exceptions[code];
  if (exception) return exception;
  const { status } = errors[code];
  if (status === 401) return "ExpiredAuthError";
  if (status === 404 || status === 409) return "HaltedError";
  return status === 429 ? "ThrottledError" : "Error";
};
