/*
 * What must not stand in a log line. Two nets: values are made plain first (foreign errors shrink to what helps to find
 * the fault, members with telling names are hidden), then the finished line is searched once for what looks like a
 * secret or a person. Names of people cannot be told by their look: nothing here finds one in a text of our own.
 */

const hidden = "[redacted]";
const deepest = 4;
const longestMessage = 2_000;

const hiddenMembers = new Set(
  (
    "authorization proxy-authorization x-api-key x-csrf-token cookie set-cookie headers rawpacket key secret password " +
    "pass passphrase token access_token csrf_token signature login name first_name last_name email phone birthday " +
    "external_id note"
  ).split(" "),
);

/** A foreign error as a line shows it. */
export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack: string;
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
}

/**
 * Messages of engines, drivers and parsers quote the values they stumbled over: a duplicate key's, a header's, the
 * beginning of a body. Names of members and functions stay.
 */
const withoutValues = (message: string): string =>
  (message.length > longestMessage ? redactText(message).slice(0, longestMessage) : message)
    .replace(/\bReceived .*/s, "Received …")
    .replace(/"(?:[^"\\]|\\.)*("|$)/gs, '"…"')
    .replace(/(?<!\w)(['`])([^'`]*)(?:\1(?!\w)|$)/g, (whole, quote: string, inner: string) =>
      /^[\w$.-]{0,40}$/.test(inner) ? whole : `${quote}…${quote}`,
    );

/** The frames alone: the text before them repeats the message. */
const framesOf = (stack: string, message: string): string => {
  const at = stack.indexOf(message);
  const behind = at === -1 ? stack : stack.slice(at + message.length);
  return behind
    .split("\n")
    .filter((line) => /^ {4}at \S.*(:\d+:\d+\)?|\(<anonymous>\)|\(native\))$/.test(line))
    .join("\n");
};

const shortWord = (value: unknown): string | undefined =>
  typeof value === "string" && /^[\w.-]{1,60}$/.test(value) ? value : undefined;

/** Type, message, code, stack and causes of what was thrown; nothing else of it. */
export const describeError = (thrown: unknown, depth = 0): DescribedError => {
  if (!(thrown instanceof Error))
    return {
      type: typeof thrown,
      message: withoutValues(typeof thrown === "string" ? thrown : ""),
      stack: "",
    };
  const message = String(thrown.message);
  const code = "code" in thrown && (typeof thrown.code === "number" ? thrown.code : shortWord(thrown.code));
  const isDeeper = depth < deepest;
  return {
    type: shortWord(thrown.name) ?? "Error",
    message: withoutValues(message),
    ...(code !== undefined && code !== false && { code }),
    stack: framesOf(String(thrown.stack), message),
    ...(isDeeper && thrown.cause !== undefined && { cause: describeError(thrown.cause, depth + 1) }),
    ...(isDeeper &&
      thrown instanceof AggregateError && {
        errors: thrown.errors.slice(0, 5).map((one) => describeError(one, depth + 1)),
      }),
  };
};

const plainObject = (value: object, depth: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, plainMember(name, member, depth + 1)]),
  );

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const plainValue = (value: unknown, depth: number): unknown => {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (value instanceof Error) return describeError(value);
  if (depth >= deepest) return "[deep]";
  if (Array.isArray(value)) return value.map((one) => plainValue(one, depth + 1));
  return isPlain(value) ? plainObject(value, depth) : `[${value.constructor.name}]`;
};

const plainMember = (name: string, value: unknown, depth: number): unknown => {
  if (name === "err") return describeError(value);
  const isHidden = value !== null && value !== undefined && hiddenMembers.has(name.toLowerCase());
  return isHidden ? hidden : plainValue(value, depth);
};

/** The members of a line with nothing foreign left in them: errors described, class instances named, secrets hidden. */
export const plainMembers = (members: object): Record<string, unknown> => plainObject(members, 0);

/*
 * One expression for one pass, made of alternatives that begin with a rare character or at the beginning of a word, so
 * that no text makes it slow. A numbered group stays; of an absolute address its host stays; the rest is replaced.
 */
const word = String.raw`[^\s"'<>()[\]{},;:\\@/?&=|]`;
const label = String.raw`[\w\u0080-\uffff-]+`;
const looks = new RegExp(
  [
    // JSON inside a text
    String.raw`(\\"(?:${[...hiddenMembers].join("|")})\\"\s*:\s*\\")(?:[^"\\]|\\[^"])*`,
    // an escape of JSON is one character, whatever follows it
    String.raw`\\(?:u[0-9a-fA-F]{4}|.)`,
    String.raw`(7loc_sc_|whsec_|till_sec_)[\w+/=-]+`,
    String.raw`((?:[Bb]earer|[Bb]asic)\s+)[^\s"\\,]+`,
    String.raw`(7stamp_session=)[^\s"\\;]+`,
    // card pages, unsubscribe links, wallets' links
    String.raw`(\/(?:c|u|cards)\/)(?!card_)[^\s"\\/?]{16,}`,
    String.raw`([?&][\w.-]{1,40}=)[^\s"\\&]+`,
    String.raw`-----BEGIN (?:[^"\\]|\\.)*`,
    // a signed token
    String.raw`\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?`,
    // an address: a password in it may hold any character
    String.raw`:\/\/(?=[^\s"\\/])(?:[^\s"\\]*@)?(?<host>[^\s"\\/?#@]*)[^\s"\\]*`,
    // email
    `(?<!${word})${word}+(?:@|%40)${label}(?:\\.${label})*`,
    // phone: international, with a trunk 0, digits alone
    String.raw`(?<!\w)(?:\+|%2[Bb])\d[\d ().\/-]{5,18}\d`,
    String.raw`(?<![\w.:-])0\d[\d ()\/-]{5,14}\d(?![\w-])`,
    String.raw`(?<![\w.,[+-]|":)\d{10,15}(?![\w.-])`,
  ].join("|"),
  "g",
);

/** A text, or a line of JSON, without what looks like a key, a token, an email address or a phone number. */
export const redactText = (text: string): string =>
  text.replace(looks, (found, ...rest) => {
    const { host } = rest.pop() as { host: string | undefined };
    if (host !== undefined) return `://${host}/…`;
    const prefix = rest.slice(0, -2).find((group) => group !== undefined) as string | undefined;
    if (prefix === undefined && found.startsWith("\\")) return found;
    return `${prefix ?? ""}${hidden}`;
  });
