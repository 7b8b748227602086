import assert from "node:assert/strict";
import type { Scope } from "../iml/evaluate.ts";
import { fill } from "../iml/template.ts";
import type { Code } from "./files.ts";
import { onlyKnown, type Answer, type World } from "./world.ts";

/** How a run ends badly, as Make classifies it. */
export class RunError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** The error that a run ends with; fails when it succeeds, or fails by a fault of the runner. */
export const errorOf = async (run: Promise<unknown>): Promise<{ type: string; message: string }> => {
  try {
    await run;
  } catch (error) {
    if (error instanceof RunError) return { type: error.type, message: error.message };
    throw error;
  }
  return assert.fail("the run succeeded");
};

const requestKeys = [
  "url",
  "baseUrl",
  "method",
  "headers",
  "qs",
  "body",
  "type",
  "temp",
  "log",
  "followRedirects",
  "followAllRedirects",
  "pagination",
  "response",
];
const responseKeys = ["valid", "error", "limit", "iterate", "output", "data", "metadata", "uid"];

/** A request over its base: members of the request win, headers and response directives merge. */
export const overBase = (base: Code, own: Code): Code => ({
  ...base,
  ...own,
  headers: { ...base.headers, ...own.headers },
  response: { ...base.response, ...own.response },
});

const addressOf = (request: Code, scope: Scope): URL => {
  const url = String(fill(request.url, scope));
  const prefix = url.startsWith("/") ? String(fill(request.baseUrl ?? "", scope)) : "";
  const target = new URL(prefix + url);
  const query = (fill(request.qs ?? {}, scope) ?? {}) as Record<string, unknown>;
  for (const [key, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) target.searchParams.append(key, String(one));
  return target;
};

const bodyOf = (request: Code, scope: Scope): string | undefined => {
  const body = fill(request.body, scope);
  if (body === undefined || body === "") return undefined;
  if (request.type === "text") return String(body);
  if (request.type !== undefined) throw new Error(`the runner sends no ${request.type}`);
  return JSON.stringify(body);
};

const textHeaders = (headers: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, String(value)]));

const refuse = (response: Code, answer: Answer, scope: Scope): never => {
  const { error = {} } = response;
  const entry = error[String(answer.statusCode)] ?? error;
  const type = String(fill(entry.type ?? error.type ?? "RuntimeError", scope));
  throw new RunError(type, String(fill(entry.message ?? error.message, scope)));
};

const check = (response: Code, answer: Answer, scope: Scope): void => {
  if (answer.statusCode >= 400) refuse(response, answer, scope);
  const { valid } = response;
  if (valid === undefined || fill(valid.condition, scope)) return;
  throw new RunError(valid.type ?? "RuntimeError", String(fill(valid.message, scope)));
};

export interface Outcome {
  readonly answer: Answer;
  /** The scope with the answer in it. */
  readonly scope: Scope;
  readonly response: Code;
}

/** Carries out one request of a communication file. Throws a RunError for what the app calls an error. */
export const perform = async (world: World, request: Code, given: Scope): Promise<Outcome> => {
  onlyKnown("a request", request, requestKeys);
  onlyKnown("a response", request.response, responseKeys);
  const before = { now: world.now(), ...given };
  const scope = { ...before, temp: fill(request.temp ?? {}, before) };
  const body = bodyOf(request, scope);
  const headers = textHeaders((fill(request.headers ?? {}, scope) ?? {}) as Record<string, unknown>);
  const isJson = body !== undefined && request.type === undefined;
  const answer = await world.send({
    method: String(fill(request.method ?? "GET", scope)),
    url: addressOf(request, scope).href,
    headers: { ...(isJson && { "content-type": "application/json" }), ...headers },
    body,
    sanitize: request.log?.sanitize ?? [],
  });
  const after = { ...scope, ...answer, body: answer.body };
  const response = request.response ?? {};
  check(response, answer, after);
  return { answer, scope: after, response };
};
