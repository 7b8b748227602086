import { randomUUID } from "node:crypto";
import type { Middleware } from "koa";
import { Failure, Overloaded } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { awayDetail, isStoreAway } from "../core/store.ts";
import type { Metrics } from "./metrics.ts";
import { answerProblem } from "./problem.ts";

const requestIdPattern = /^[\x21-\x7e]{1,128}$/;

/**
 * Of an address that no route answered, the words before anything that may be the secret of a card page, or a person.
 * Routes say themselves what the log may show.
 */
const openWords = (path: string): string => {
  const [words = ""] = /^(?:\/[a-z][a-z0-9.-]{0,15}(?![^/]))*\/?/.exec(path) ?? [];
  return words === path ? path : `${words.replace(/\/$/, "")}/…`;
};

/** Gives each request its id, answers failures as problem documents, and writes the request's one log line. */
export const requestScope =
  (log: Log, metrics: Metrics): Middleware =>
  async (ctx, next) => {
    const startedAt = performance.now();
    const given = ctx.get("X-Request-Id");
    const requestId = requestIdPattern.test(given) ? given : randomUUID();
    ctx.state["requestId"] = requestId;
    ctx.set("X-Request-Id", requestId);
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined)
        throw new Failure("not_found", { detail: "There is nothing at this address." });
    } catch (error) {
      const failure = toFailure(error);
      if (failure.status >= 500 && !(failure instanceof Overloaded))
        log.error({ err: error, request_id: requestId }, "request failed");
      answerProblem(ctx, failure);
    }
    const { method, status } = ctx;
    const ms = performance.now() - startedAt;
    const operation = (ctx.state["operation"] as string | undefined) ?? "none";
    metrics.sawRequest({ operation, status, seconds: ms / 1000 });
    const path = (ctx.state["logPath"] as string | undefined) ?? openWords(ctx.path);
    const fields = ctx.state["logFields"] as Record<string, unknown> | undefined;
    log.info(
      {
        request_id: requestId,
        method,
        path,
        status,
        ms: Math.round(ms),
        ...fields,
      },
      "request",
    );
  };

/** What an error is answered with. Koa's and the body parser's carry a status; everything unknown is ours to repair. */
export const toFailure = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  if (isStoreAway(error)) return new Failure("unavailable", { detail: awayDetail(error) });
  const status = typeof error === "object" && error !== null && "status" in error ? error.status : undefined;
  if (status === 413) return new Failure("body_too_large");
  if (status === 415) return new Failure("unsupported_media_type");
  if (status === 400) return new Failure("invalid_request");
  return new Failure("internal_error");
};
