import { readRetryAfter } from "../../core/retry-after.ts";

/** What came of one request; never an exception for what the other side does. */
export interface Reply {
  /** Null when there was no answer. */
  readonly status: number | null;
  readonly body: unknown;
  /** How long Google asks to be left alone; null where it does not say. */
  readonly retryAfterMs: number | null;
}

const timeoutMs = 10_000;
/** What Google may ask for at most. */
const longestPauseMs = 3_600_000;
const mostCharacters = 200_000;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/**
 * One request to an address the operator has configured. Redirects are refused: Google answers none, and credentials
 * must not follow one.
 */
export const request = async (url: string, init: RequestInit = {}): Promise<Reply> => {
  try {
    const answer = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    const text = (await answer.text()).slice(0, mostCharacters);
    const retryAfter = answer.headers.get("retry-after");
    const retryAfterMs = readRetryAfter(retryAfter, { now: new Date(), longestMs: longestPauseMs });
    return { status: answer.status, body: parsed(text), retryAfterMs };
  } catch {
    return { status: null, body: null, retryAfterMs: null };
  }
};
