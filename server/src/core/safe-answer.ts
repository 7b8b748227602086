import type { Readable } from "node:stream";

const readLimit = 64 * 1024;
const keepLimit = 20_000;

/** Settles with the promise or rejects when the signal fires, for work that cannot be aborted itself. */
export const answerWithin = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
  let stop: () => void = () => undefined;
  const cut = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, cut]);
  } finally {
    signal.removeEventListener("abort", stop);
    work.catch(() => undefined);
  }
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
  // stream: a character cut in half at the limit is left out rather than shown as damage
  return new TextDecoder().decode(Buffer.concat(kept), { stream: true });
};

const codeOf = (error: unknown): string => {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  if ("errors" in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  return "cause" in error ? codeOf(error.cause) : "";
};

const knownFailures: readonly (readonly [RegExp, string])[] = [
  [/^(ENOTFOUND|ENODATA|EAI_|ESERVFAIL|EREFUSED|ETIMEOUT|EBADNAME)/, "the name does not resolve"],
  [/^ECONNREFUSED$/, "the connection was refused"],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, "the connection was closed without an answer"],
  [/^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/, "the connection could not be made in time"],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, "the address cannot be reached"],
  [/CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL|EPROTO/, "no secure connection could be made"],
  [/^(HPE_|UND_ERR_)/, "the answer cannot be read"],
];

/** Why there was no answer, in words for the delivery log. */
export const failureText = (error: unknown, timeoutMs: number): string => {
  if (error instanceof Error && error.name === "TimeoutError")
    return `no answer within ${timeoutMs / 1_000} s`;
  const code = codeOf(error);
  const known = knownFailures.find(([pattern]) => pattern.test(code));
  return known === undefined ? "the request failed" : `${known[1]} (${code})`;
};
