import type { ErrorCode } from "./errors.ts";

/**
 * For each code of the error table what the person who runs a Zap, a scenario or a shop does about it: words of
 * the console, no names of fields, headers or statuses. `cure` of the table is for whoever makes the call.
 */
export const whatToDo: Readonly<Record<ErrorCode, string>> = {
  malformed_json:
    "The program that called sent something unreadable. Ask whoever made the connection to look at it.",
  invalid_request:
    "The program that called used a wrong address. Ask whoever made the connection to look at it.",
  unauthenticated:
    "The key is not valid any more: its staff member was disabled, or the key was replaced. Enable the staff member or generate a new key, and connect again with it.",
  login_failed: "Check the login and the password.",
  signature_invalid:
    "The till signs with another secret than this one, or its clock is wrong. Set both at the till; a new secret is made with a new till.",
  csrf_failed: "Reload the page and try again.",
  forbidden:
    "The key's staff member has not the role for this. Use the key of a staff member who has it, or give this one the role under Staff.",
  not_found: "What the step refers to was deleted, or belongs to another shop. Choose it anew in the step.",
  card_not_found:
    "Look whether the customer has a card of this program. If not, put a step that issues a card before this one.",
  voucher_not_found:
    "Compare the code with the voucher. It may have a typing error, or be another customer's.",
  method_not_allowed:
    "The program that called used a wrong address. Ask whoever made the connection to look at it.",
  body_too_large: "The step sends too much at once. Send fewer customers or a shorter text.",
  unsupported_media_type:
    "The program that called sent something unreadable. Ask whoever made the connection to look at it.",
  validation_failed:
    "A value in the step is missing or has a form that is not taken. Look at the values named here and map or type them anew.",
  idempotency_mismatch:
    "The same reference was used for two different things. Map a reference that is different in each run, such as the number of the order.",
  currency_mismatch: "The sale is in another currency than the card program. Send the program's currency.",
  target_not_allowed:
    "The address for the webhook must be a public one that begins with https. Enter another.",
  idempotency_in_progress:
    "The same run came twice at once. Nothing needs to be done: the first one goes on.",
  customer_conflict:
    "The email and the phone belong to two customers. Use only one of them in the step, or correct the customers.",
  card_ambiguous: "The customer has several cards. Choose the card program in the step.",
  card_complete:
    "The card has reached its last goal and the program ends there. Issue the customer a card of another program.",
  stamp_limit_exceeded:
    "The program allows fewer stamps at once. Lower the number in the step, or raise the limit in the card program.",
  daily_limit_reached:
    "The card has all stamps that the program allows for today. Nothing needs to be done, or raise the limit in the card program.",
  cooldown_active:
    "The card was stamped a moment ago and the program wants a pause in between. Nothing needs to be done, or shorten the pause in the card program.",
  receipt_already_used: "This receipt has brought its stamps already. Nothing needs to be done.",
  reward_not_playable: "This reward is no lottery. Take the step only for rewards that are one.",
  reward_already_played: "This spin was played before. Nothing needs to be done.",
  voucher_ambiguous: "Several vouchers have this code. Name the customer or the card in the step.",
  voucher_already_redeemed:
    "The voucher was used before. If the customer should get another, issue a new one.",
  voucher_expired: "The voucher's time is over. If the customer should get another, issue a new one.",
  voucher_cancelled: "The voucher was cancelled. If the customer should get another, issue a new one.",
  voucher_not_yet_valid: "The voucher can be used only from a later day. Try again then.",
  login_taken: "Somebody has this login. Choose another.",
  staff_has_key:
    "This staff member has a key already. Use it, replace it with a new one, or delete it first.",
  last_owner: "A shop needs an owner. Make somebody else an owner first.",
  picture_limit_reached: "The shop has as many pictures as it may keep. Delete some that are not used.",
  delivery_in_progress: "The delivery is being sent right now. Wait for what comes of it.",
  hook_gone: "The webhook was removed. Add it again; a Zap does so when it is turned off and on.",
  audience_empty:
    "Nobody was there to write to. Choose another audience, or ask customers for their consent to messages.",
  messenger_not_connected: "Connect 7loc.com under Messengers first.",
  email_not_connected: "Email is not set up on this server. Ask whoever runs it.",
  wallet_not_connected: "No wallet is set up on this server. Ask whoever runs it.",
  rate_limited:
    "Too many calls came at once. They are let in again within a minute; put a delay into a Zap that handles many records.",
  too_many_logins: "Wait ten minutes and try again.",
  internal_error: "This was our fault. Run the step again; if it stays, tell us the request id.",
  unavailable: "The server was just starting or busy. Run the step again.",
};
