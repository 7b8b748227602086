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

interface ErrorWords {
  readonly title: string;
  readonly cure: string;
}

/** Where the table speaks to developers, or of what a marketer calls by another name. */
const ownWords: Partial<Record<ErrorCode, ErrorWords>> = {
  unauthenticated: {
    title: "The API key is not valid",
    cure: "It may have been deleted or regenerated: reconnect with a current key from your console under API keys.",
  },
  forbidden: {
    title: "The API key may not do this",
    cure: "Connect with the key of a staff member who has the role.",
  },
  idempotency_mismatch: {
    title: "This Reference was already used with other values",
    cure: "Map a Reference that is different in each run, such as the order number or the event ID.",
  },
  idempotency_in_progress: {
    title: "A run with the same Reference is still going on",
    cure: "It is tried again by itself.",
  },
};

/** The sentences of a code in a Zap. */
export const zapierErrorWords = (code: ErrorCode): ErrorWords => {
  const { title, cure } = ownWords[code] ?? errors[code];
  return { title, cure };
};
