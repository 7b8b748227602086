/** How Poster fails, by what is to be done about it. */

/**
 * `broken`: the connection must be made again; `unknown`: there is no such thing; `ours`: we asked wrongly, asking again
 * changes nothing; `later`: try again.
 */
export type PosterFault = "broken" | "unknown" | "ours" | "later";

export class PosterFailure extends Error {
  readonly fault: PosterFault;
  readonly retryAfterMs: number | null;

  constructor(fault: PosterFault, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.name = "PosterFailure";
    this.fault = fault;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Codes of the vendor's table. 700 says "rate restriction" in English but means the plan: asking again is no use. */
const faults: Readonly<Record<number, PosterFault>> = {
  1: "later",
  10: "broken",
  11: "broken",
  12: "broken",
  20: "broken",
  32: "unknown",
  44: "later",
  54: "broken",
  404: "unknown",
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/**
 * The error in an answer, in whichever of its shapes: `{error: {code, message}}`, `{error: 42, message}`,
 * `{code, error_type, error_message}`.
 */
const errorIn = (body: unknown): { code: number; message: string } | null => {
  if (!isObject(body)) return null;
  const { error } = body;
  if (isObject(error)) return { code: Number(error["code"]), message: String(error["message"] ?? "") };
  if (error !== undefined && error !== null && error !== 0)
    return { code: Number(error), message: String(body["message"] ?? "") };
  if (body["error_type"] === undefined && body["error_message"] === undefined) return null;
  return { code: Number(body["code"]), message: String(body["error_message"] ?? body["error_type"]) };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

export interface PosterAnswer {
  readonly status: number;
  readonly text: string;
  /** How long Poster asks to be left alone; null where it does not say. */
  readonly retryAfterMs: number | null;
}

/**
 * Reads an answer: first what it says, then its status, since errors come with 200 too.
 * @throws PosterFailure
 */
export const readAnswer = ({ status, text, retryAfterMs }: PosterAnswer): Record<string, unknown> => {
  if (status === 429) throw new PosterFailure("later", "Poster asks to slow down", retryAfterMs);
  const body = parsed(text);
  const error = errorIn(body);
  if (error !== null) {
    const fault = faults[error.code] ?? (status >= 500 ? "later" : "ours");
    throw new PosterFailure(fault, `Poster says ${error.code}: ${error.message.slice(0, 200)}`);
  }
  if (status === 401 || status === 403)
    throw new PosterFailure("broken", `Poster refused the access token (${status})`);
  if (status >= 500) throw new PosterFailure("later", `Poster answered ${status}`, retryAfterMs);
  if (!isObject(body)) throw new PosterFailure("later", "Poster's answer is no JSON");
  if (status >= 400) throw new PosterFailure("ours", `Poster answered ${status}`);
  return body;
};
