import type { z } from "zod";
import type * as catalogue from "../../src/catalog/actions/index.ts";
import { calls } from "./calls.ts";
import { Problem } from "./problem.ts";

/*
 * The one way to the server: each call of the public API by its catalogue name, typed by the catalogue's own schemas.
 * The session's cookie goes with it by itself; a write carries the session's csrf_token, which lives in memory only.
 */

export type CallName = keyof typeof calls;
type Action<N extends CallName> = (typeof catalogue)[N];

/** What a call answers with. */
export type Answer<N extends CallName> = z.output<Action<N>["result"]>;

type Member<K extends string, T> = [T] extends [undefined]
  ? unknown
  : Record<never, never> extends T
    ? { readonly [k in K]?: T }
    : { readonly [k in K]: T };

/** What a call is made with: the members that its schema has, and no others. */
export type CallRequest<N extends CallName> = Member<"params", z.input<Action<N>["params"]>> &
  Member<"query", z.input<Action<N>["query"]>> &
  Member<"body", z.input<Action<N>["body"]>>;

interface LooseRequest {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** One per filled form, so that a second press does nothing twice. */
  readonly idempotencyKey?: string | undefined;
}

/** What the session lends to a call; set once by the session. */
interface Credentials {
  csrfToken(): string | null;
  /** Resolves when somebody has signed in again; rejects when they will not. */
  signInAgain(): Promise<void>;
  /** Asks for the session's present token, after another tab has begun a new session. */
  refresh(): Promise<void>;
}

let credentials: Credentials = {
  csrfToken: () => null,
  signInAgain: () => Promise.reject(new Error("no session")),
  refresh: () => Promise.resolve(),
};

export const lendCredentials = (lent: Credentials): void => {
  credentials = lent;
};

/** The address in front of /v1 and /console, as the server wrote it into the page; empty at the root. */
export const basePath = document.documentElement.dataset["base"] ?? "";

const addressOf = (path: string, request: LooseRequest): string => {
  const filled = path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(request.params?.[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  return `${basePath}/v1${filled}${search.size > 0 ? `?${search}` : ""}`;
};

const isFile = (body: unknown): body is Blob => body instanceof Blob;

const fetchOnce = async (
  method: string,
  address: string,
  body: unknown,
  options: CallOptions,
): Promise<Response> => {
  const headers: Record<string, string> = { Accept: "application/json, application/problem+json" };
  const token = credentials.csrfToken();
  if (method !== "GET" && token !== null) headers["X-CSRF-Token"] = token;
  if (options.idempotencyKey !== undefined) headers["Idempotency-Key"] = options.idempotencyKey;
  if (body !== undefined) headers["Content-Type"] = isFile(body) ? body.type : "application/json";
  const content = body === undefined ? null : isFile(body) ? body : JSON.stringify(body);
  const signal = options.signal ?? null;
  try {
    return await fetch(address, { method, headers, body: content, signal, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem({ status: 0, code: "offline", title: "", detail: "" });
  }
};

/** Signing in is the one call whose 401 is its own answer. */
const hasNoSession = (name: CallName): boolean => name === "logIn" || name === "getSession";

const recover = async (name: CallName, problem: Problem): Promise<boolean> => {
  if (hasNoSession(name)) return false;
  if (problem.code === "csrf_failed") {
    await credentials.refresh();
    return true;
  }
  if (problem.status !== 401) return false;
  await credentials.signInAgain();
  return true;
};

/**
 * Makes one call. When the session has ended, the person signs in over the page and the call goes on.
 * @throws Problem for every answer that is not a success, and for no answer (code `offline`)
 */
export const call = async <N extends CallName>(
  name: N,
  request: CallRequest<N>,
  options: CallOptions = {},
): Promise<Answer<N>> => {
  const [method, path] = calls[name];
  const { body } = request as LooseRequest;
  const address = addressOf(path, request as LooseRequest);
  let response = await fetchOnce(method, address, body, options);
  if (!response.ok) {
    const problem = await Problem.of(response);
    if (!(await recover(name, problem))) throw problem;
    response = await fetchOnce(method, address, body, options);
    if (!response.ok) throw await Problem.of(response);
  }
  if (response.status === 204) return undefined as Answer<N>;
  return (await response.json()) as Answer<N>;
};
