import type { HttpResponse, ZObject } from "zapier-platform-core";
import { catalog, type CatalogError, type ErrorClass } from "./catalog.ts";
import {
  fieldSentences,
  fullStop,
  inWords,
  shortened,
  type FieldError,
  type FieldLabels,
} from "./wording.ts";

/*
 * Every refusal of the API becomes one of Zapier's errors, since its class decides what happens to the Zap:
 * ExpiredAuthError turns it off and mails its owner, HaltedError stops this run and never counts against the Zap,
 * ThrottledError runs it again later, a plain error counts. The class of each code comes from the one error table.
 */

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly retryAfter?: number;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The problem document of an answer (RFC 9457); undefined when the answer is not of this API. */
const problemOf = (body: unknown): Problem | undefined => {
  if (typeof body !== "object" || body === null) return undefined;
  const members = body as Readonly<Record<string, unknown>>;
  if (!text(members["type"]).startsWith("urn:7stamp:error:")) return undefined;
  return {
    code: text(members["code"]),
    detail: text(members["detail"]),
    errors: Array.isArray(members["errors"]) ? (members["errors"] as FieldError[]) : [],
    ...(typeof members["retry_after"] === "number" ? { retryAfter: members["retry_after"] } : {}),
  };
};

/** True for answers that this API gave, whatever they say. */
export const isOurs = (response: HttpResponse): boolean => problemOf(response.data) !== undefined;

const defaultDelaySeconds = 60;

const delayOf = (response: HttpResponse, problem: Problem | undefined): number => {
  const seconds = Number.parseInt(response.getHeader("retry-after") ?? "", 10);
  return Number.isNaN(seconds) ? (problem?.retryAfter ?? defaultDelaySeconds) : seconds;
};

/** The longest text of a refusal: what Zapier shows of it at one glance. */
const longest = 160;

/** What happened and what to do; the case at hand between them, where there is room and it says something new. */
const tableSentences = (known: CatalogError | undefined, detail: string): string => {
  const title = known?.title ?? "The server refused this step";
  const cure = known?.cure ?? "Check what is mapped to its fields.";
  const parts = [title, detail, cure].filter((part) => part !== "").map(fullStop);
  const all = [...new Set(parts)].join(" ");
  return all.length <= longest ? all : [...new Set([fullStop(title), fullStop(cure)])].join(" ");
};

const sentencesOf = (known: CatalogError | undefined, problem: Problem, labels: FieldLabels): string =>
  problem.errors.length > 0
    ? fieldSentences(problem.errors, labels, longest)
    : tableSentences(known, problem.detail === known?.told ? "" : inWords(problem.detail, labels));

/** A text with the number of the request, for whoever asks support, where there is room for it. */
const numbered = (sentences: string, requestId: string | undefined): string => {
  const all = `${sentences} (Request ID: ${requestId})`;
  return requestId && all.length <= longest ? all : sentences;
};

/** Of answers that are not ours: a proxy's log-in says nothing about the key. */
const classOfStatus = (status: number): ErrorClass =>
  status === 429 || status === 503 ? "ThrottledError" : "Error";

/** What to say of an answer that no installation gives: a proxy in between, or another site altogether. */
const strangerSentence = (response: HttpResponse): string => {
  const { status } = response;
  const host = new URL(response.request.url ?? "").host;
  if (status === 401 || status === 407)
    return `Something in front of ${host} asks for a login of its own (status ${status}). Ask whoever runs your server to let these calls through.`;
  if (status === 429) return "The server asks to slow down.";
  if (status >= 500)
    return `The server at ${host} is not available (status ${status}). Try again in a few minutes.`;
  if (status >= 300 && status < 400)
    return `${host} redirects to ${response.getHeader("location") ?? "another address"}. Enter that address as the Installation Address of the connection.`;
  return `What answers at ${host} is not a 7stamp Connect server (status ${status}). Check the Installation Address of the connection.`;
};

/**
 * The error for a refused answer: its class from the error table, its sentences from the refused fields or the table,
 * with the request id for whoever asks support where there is room: at most 160 characters in all.
 */
export const failureOf = (z: ZObject, response: HttpResponse, labels: FieldLabels): Error => {
  const problem = problemOf(response.data);
  const known = problem && catalog.errors[problem.code];
  const sentences = problem ? sentencesOf(known, problem, labels) : strangerSentence(response);
  const message = numbered(shortened(sentences, longest), response.getHeader("x-request-id"));
  switch (known?.class ?? classOfStatus(response.status)) {
    case "ExpiredAuthError":
      return new z.errors.ExpiredAuthError(message);
    case "HaltedError":
      return new z.errors.HaltedError(message);
    case "ThrottledError":
      return new z.errors.ThrottledError(message, delayOf(response, problem));
    case "Error":
      return new z.errors.Error(message, problem?.code ?? "unexpected_answer", response.status);
  }
};
