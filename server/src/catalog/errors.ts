/** One entry of the closed error table: what HTTP, OpenAPI, the Zapier app and the Make app say about a code. */
export interface ErrorEntry {
  /** HTTP status of the problem document. */
  readonly status: number;
  /** Short human title; never changes for a code. */
  readonly title: string;
  /** What the person who sees it can do about it, in a marketer's words. */
  readonly cure: string;
  /** Extra members the problem document carries beside the standard ones. */
  readonly details?: readonly string[];
}

const entry = (status: number, title: string, cure: string, ...details: string[]): ErrorEntry =>
  details.length > 0 ? { status, title, cure, details } : { status, title, cure };

/** Every code the API can answer with. Codes are frozen: Zaps, scenarios and tills branch on them. */
export const errors = {
  malformed_json: entry(400, "The body is not valid JSON", "Send one JSON object, encoded as UTF-8."),
  invalid_request: entry(
    400,
    "The request cannot be read",
    "Check the address and the headers of the request.",
  ),
  unauthenticated: entry(401, "No valid credentials", "Check the API key, or log in again."),
  login_failed: entry(401, "Login or password is wrong", "Check the login and the password."),
  signature_invalid: entry(
    401,
    "The signature is wrong or too old",
    "Sign the exact body with the till's secret and a current time.",
  ),
  csrf_failed: entry(
    403,
    "The CSRF token is missing or wrong",
    "Send the csrf_token of the session as X-CSRF-Token.",
  ),
  forbidden: entry(
    403,
    "Not allowed for this role",
    "Use a key or login with the role that is needed.",
    "required_role",
  ),
  not_found: entry(404, "Not found", "Check the id; it may have been deleted."),
  card_not_found: entry(404, "No such card", "Check the card number, email or phone, or issue a card first."),
  voucher_not_found: entry(404, "No such voucher", "Check the code; it may belong to another customer."),
  method_not_allowed: entry(405, "Method not allowed", "Use one of the methods in the Allow header."),
  body_too_large: entry(413, "The body is too large", "Send at most 256 KB."),
  unsupported_media_type: entry(415, "Unsupported media type", "Send Content-Type: application/json."),

  validation_failed: entry(422, "Some values are not right", "Correct the fields named in errors.", "errors"),
  idempotency_mismatch: entry(
    422,
    "The Idempotency-Key was used with another body",
    "Use a new reference for a new operation.",
  ),
  currency_mismatch: entry(
    422,
    "Another currency than the card template's",
    "Send the amount in the template's currency.",
    "expected_currency",
  ),
  target_not_allowed: entry(
    422,
    "This target address is not allowed",
    "Use a public https address on port 443 or 8443; the operator may allow others with WEBHOOK_ALLOWED_HOSTS.",
  ),

  idempotency_in_progress: entry(
    409,
    "The first request with this key is still running",
    "Try again in a moment.",
    "retry_after",
  ),
  customer_conflict: entry(
    409,
    "The email and the phone belong to different customers",
    "Send only the email or only the phone.",
    "field",
  ),
  card_ambiguous: entry(
    409,
    "The customer has several cards",
    "Add the card template, or choose the card itself.",
    "candidates",
  ),
  card_complete: entry(
    409,
    "The card is complete",
    "This program ends after its last goal; issue a card of another template.",
  ),
  stamp_limit_exceeded: entry(
    409,
    "More stamps than one call may add",
    "Add fewer stamps at once.",
    "max_stamps_per_call",
  ),
  daily_limit_reached: entry(
    409,
    "The card has its stamps for today",
    "Try again on the next day.",
    "retry_at",
  ),
  cooldown_active: entry(409, "The card was stamped a moment ago", "Wait until the time given.", "retry_at"),
  receipt_already_used: entry(
    409,
    "This receipt was already used",
    "Nothing needs to be done: the receipt has had its effect.",
    "receipt_id",
  ),
  reward_not_playable: entry(409, "This reward is not a lottery", "Only lottery rewards can be played."),
  reward_already_played: entry(409, "This spin was already played", "Nothing needs to be done.", "played_at"),
  voucher_ambiguous: entry(
    409,
    "The code fits several vouchers",
    "Say which customer or card, or redeem by voucher id.",
    "candidates",
  ),
  voucher_already_redeemed: entry(
    409,
    "The voucher was already redeemed",
    "A voucher can be used once.",
    "redeemed_at",
  ),
  voucher_expired: entry(409, "The voucher has expired", "Issue a new voucher.", "expires_at"),
  voucher_cancelled: entry(409, "The voucher was cancelled", "Issue a new voucher.", "cancelled_at"),
  voucher_not_yet_valid: entry(
    409,
    "The voucher is not valid yet",
    "Use it from the date given.",
    "valid_from",
  ),
  login_taken: entry(409, "This login is taken", "Choose another login."),
  staff_has_key: entry(
    409,
    "This staff member already has an API key",
    "Regenerate the key, or delete it first.",
  ),
  picture_limit_reached: entry(
    409,
    "The business has as many pictures as it may keep",
    "Delete pictures that are not shown any more.",
  ),
  last_owner: entry(409, "A business keeps at least one owner", "Make somebody else an owner first."),
  delivery_in_progress: entry(409, "The delivery is already under way", "Wait for its outcome."),
  hook_gone: entry(409, "The hook of this delivery was deleted", "Subscribe again."),
  audience_empty: entry(
    409,
    "The audience reaches nobody",
    "No customer in it has an address, and consent, for these channels. Choose another audience, or ask customers for consent.",
  ),
  messenger_not_connected: entry(
    409,
    "Messengers are not connected",
    "Connect 7loc.com in the console under Messengers.",
  ),
  email_not_connected: entry(409, "Email is not set up", "Set SMTP_URL on the server."),
  wallet_not_connected: entry(409, "No wallet is set up", "Set the wallet credentials on the server."),

  rate_limited: entry(
    429,
    "Too many requests",
    "Slow down and try again after the time given.",
    "retry_after",
  ),
  too_many_logins: entry(429, "Too many wrong passwords", "Wait ten minutes and try again.", "retry_after"),
  internal_error: entry(
    500,
    "Something failed on our side",
    "Try again; tell us the request id if it stays.",
  ),
  unavailable: entry(503, "The server or its store is not available at the moment", "Try again in a moment."),
} as const satisfies Record<string, ErrorEntry>;

/** A code of the closed table. */
export type ErrorCode = keyof typeof errors;

/** All codes, in the table's order. */
export const errorCodes = Object.keys(errors) as [ErrorCode, ...ErrorCode[]];

/** One refused value: `pointer` is a JSON pointer into the body, or `?name` for a query parameter. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}
