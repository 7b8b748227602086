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
    cure: "Reconnect with a current key from your console under API keys: this one was deleted or replaced.",
  },
  malformed_json: {
    title: "The values of this step cannot be read",
    cure: "Check what is mapped to its fields.",
  },
  invalid_request: {
    title: "The server cannot read this call",
    cure: "Check the Installation Address of the connection.",
  },
  login_failed: {
    title: "The login is wrong",
    cure: "Reconnect with an API key from your console under API keys.",
  },
  signature_invalid: {
    title: "The call was not proved",
    cure: "Reconnect with an API key from your console.",
  },
  csrf_failed: { title: "The connection is not right", cure: "Reconnect with an API key from your console." },
  not_found: {
    title: "Nothing was found",
    cure: "Choose another one in this step: it may have been deleted.",
  },
  method_not_allowed: {
    title: "The server does not know this call",
    cure: "Check the Installation Address, or ask whoever runs your server to update it.",
  },
  unsupported_media_type: {
    title: "The server does not take this call",
    cure: "Check the Installation Address, or ask whoever runs your server to update it.",
  },
  body_too_large: { title: "The values of this step are too long", cure: "Map shorter texts." },
  validation_failed: {
    title: "Some values are not right",
    cure: "Check what is mapped to the fields of this step.",
  },
  currency_mismatch: {
    title: "The amount is in another currency than the card's program",
    cure: "Map an amount in the program's currency.",
  },
  target_not_allowed: {
    title: "The server may not send to this address",
    cure: "Ask whoever runs your server to allow webhooks to Zapier.",
  },
  cooldown_active: {
    title: "The card was stamped a moment ago",
    cure: "Wait, then run the step again.",
  },
  reward_not_playable: { title: "This reward is not a lottery", cure: "Choose the reward of a lottery." },
  reward_already_played: { title: "This spin was already played", cure: "Nothing needs to be done." },
  voucher_already_redeemed: {
    title: "The voucher was already redeemed",
    cure: "Issue a new voucher: each can be used once.",
  },
  voucher_not_yet_valid: { title: "The voucher is not valid yet", cure: "Try again when it is." },
  hook_gone: { title: "The subscription was deleted", cure: "Turn the Zap off and on again." },
  audience_empty: {
    title: "The audience reaches nobody",
    cure: "Choose another audience, or ask customers for consent: nobody in it agreed to be reached there.",
  },
  email_not_connected: {
    title: "Email is not set up",
    cure: "Ask whoever runs your server to set up email.",
  },
  wallet_not_connected: {
    title: "No wallet is set up",
    cure: "Ask whoever runs your server to set up wallets.",
  },
  unavailable: {
    title: "The server is busy or starting",
    cure: "Nothing needs to be done: it is tried again by itself.",
  },
  rate_limited: {
    title: "Too many requests",
    cure: "Nothing needs to be done: it is tried again by itself.",
  },
  internal_error: {
    title: "Something failed at the server",
    cure: "Try again; if it stays, tell support the request ID.",
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
