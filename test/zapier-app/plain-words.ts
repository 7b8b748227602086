import assert from "node:assert/strict";

/** No name of a member, header, variable or status method, no pointer, pattern or word of a library; short enough to be read. */
export const assertForMarketers = (message: string): void => {
  assert.ok(message.length <= 160, `${message.length} characters: ${message}`);
  assert.doesNotMatch(
    message,
    /_|[?/][a-z]|[<>\\^$*{}[\]]|\b(JSON|UTF-8|CSRF|HTTP|API call|header|string|null)\b/,
    message,
  );
  assert.doesNotMatch(message, /expected|received|invalid|undefined|TypeError/i, message);
};

/** What somebody can do about a refusal begins with one of these. */
export const tellsWhatToDo =
  /\b(Add|Ask|Check|Choose|Connect|Delete|Issue|Make|Map|Nothing needs to be done|Reconnect|Regenerate|Say|Send|Slow down|Try again|Turn|Use|Wait|It is tried again)\b/i;
