import type { Readable } from "node:stream";
import { errors } from "undici";

const readLimit = 64 * 1024;
const keepLimit = 20_000;

/**
 * So much time for a piece of work, from now on until it is ended. Its timer ends with it: a signal of
 * AbortSignal.timeout stays for all of its time, and thousands of requests would leave as many behind.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  /** Rejects when the time is over. */
  readonly #over: Promise<never>;

  constructor(timeoutMs: number) {
    let cut: (reason: Error) => void;
    this.#over = new Promise<never>((_resolve, reject) => (cut = reject));
    this.#over.catch(() => undefined);
    this.#timer = setTimeout(() => {
      const reason = new DOMException(`${timeoutMs} ms are over`, "TimeoutError");
      this.#controller.abort(reason);
      cut(reason);
    }, timeoutMs);
  }

  /** Aborts what can be aborted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Settles with the promise or rejects when the time is over, for work that cannot be aborted itself. */
  async within<T>(work: Promise<T>): Promise<T> {
    work.catch(() => undefined);
    return Promise.race([work, this.#over]);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

const headerLimit = 4_096;

/** The first 4 kB of an answer's headers, without cookies. */
export const readAnswerHeaders = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> => {
  let room = headerLimit;
  const kept = Object.entries(headers).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value.join(", ") : value;
    if (text === undefined || name === "set-cookie") return [];
    room -= name.length + text.length;
    return room < 0 ? [] : [[name, text] as const];
  });
  return Object.fromEntries(kept);
};

/**
 * The first 20 kB of an answer as text. Reads 64 KB at most and then hangs up. An answer that breaks off keeps what
 * has come: the status line has already said what the receiver thinks.
 */
export const readAnswerBody = async (body: Readable): Promise<string> => {
  const kept: Buffer[] = [];
  let read = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (read < keepLimit) kept.push(chunk.subarray(0, keepLimit - read));
      read += chunk.length;
      if (read >= readLimit) break;
    }
  } catch {
    // what has come is kept
  }
  if (read === 0) return "";
  // stream: a character cut in half at the limit is left out rather than shown as damage
  return new TextDecoder().decode(Buffer.concat(kept), { stream: true });
};

const codeOf = (error: unknown): string => {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof errors.HTTPParserError) return "HPE_INVALID";
  if ("errors" in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  return "cause" in error ? codeOf(error.cause) : "";
};

/** Why there was no answer, as a word that programs may go by. */
export type FailureCause =
  | "timeout"
  | "refused"
  | "closed"
  | "name_not_found"
  | "unreachable"
  | "certificate"
  | "unreadable"
  | "not_allowed"
  | "other";

/** The same words whatever was refused, so that nobody maps a network by them. */
export const notAllowedText = "destination not allowed";
const noAnswerText = "no answer within";

const knownFailures: readonly (readonly [RegExp, string, FailureCause])[] = [
  [
    /^(ENOTFOUND|ENODATA|EAI_|ESERVFAIL|EREFUSED|ETIMEOUT|EBADNAME)/,
    "the name does not resolve",
    "name_not_found",
  ],
  [/^ECONNREFUSED$/, "the connection was refused", "refused"],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, "the connection was closed without an answer", "closed"],
  [/^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/, "the connection could not be made in time", "unreachable"],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, "the address cannot be reached", "unreachable"],
  [/CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL|EPROTO/, "no secure connection could be made", "certificate"],
  [/^(HPE_|UND_ERR_)/, "the answer cannot be read", "unreadable"],
];

/** The cause that a text of `failureText` names; what was written down long ago says it too. */
export const causeOfFailure = (text: string): FailureCause => {
  if (text === notAllowedText) return "not_allowed";
  if (text.startsWith(noAnswerText)) return "timeout";
  return knownFailures.find(([, words]) => text.startsWith(words))?.[2] ?? "other";
};

/** Why there was no answer, in words for the delivery log. */
export const failureText = (error: unknown, timeoutMs: number): string => {
  if (error instanceof Error && error.name === "TimeoutError")
    return `${noAnswerText} ${timeoutMs / 1_000} s`;
  const code = codeOf(error);
  const known = knownFailures.find(([pattern]) => pattern.test(code));
  return known === undefined ? "the request failed" : `${known[1]} (${code})`;
};
