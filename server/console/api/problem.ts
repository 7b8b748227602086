/** One wrong value: where it stands in the body (a JSON pointer), and what is wrong with it. */
export interface WrongValue {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly request_id?: string;
  readonly errors?: readonly WrongValue[];
}

/** Why a call failed: the server's problem document, or `offline` (no answer) and `unreadable` (no problem document). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly wrongValues: readonly WrongValue[];
  /** The whole document, for the members that some codes add. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(body: ProblemBody) {
    super(`${body.code}: ${body.detail}`);
    this.name = "Problem";
    this.status = body.status;
    this.code = body.code;
    this.title = body.title;
    this.detail = body.detail;
    this.requestId = body.request_id ?? null;
    this.wrongValues = body.errors ?? [];
    this.body = body as unknown as Record<string, unknown>;
  }

  static async of(response: Response): Promise<Problem> {
    const known = (await response.json().catch(() => null)) as ProblemBody | null;
    if (known !== null && typeof known.code === "string") return new Problem(known);
    return new Problem({ status: response.status, code: "unreadable", title: "", detail: "" });
  }
}

/** Whether asking again later may help: no answer, too many calls, or a fault of the server. */
export const mayPass = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 500);
