import type { Context } from "koa";
import { errors } from "../catalog/index.ts";
import type { Failure } from "../core/failure.ts";

/** The problem document of a failure, RFC 9457, with the members the error table names. */
export const problemOf = (failure: Failure, requestId: string): Record<string, unknown> => {
  const { status, title, cure } = errors[failure.code];
  const { detail, ...members } = failure.details;
  return {
    type: `urn:7stamp:error:${failure.code}`,
    title,
    status,
    code: failure.code,
    detail: detail ?? cure,
    request_id: requestId,
    ...members,
  };
};

/** Who comes when the server or its store is away may come back so soon. */
const backAfterSeconds = 2;

/** Puts a failure on the wire. */
export const answerProblem = (ctx: Context, failure: Failure): void => {
  const retryAfter =
    failure.details["retry_after"] ?? (failure.status === 503 ? backAfterSeconds : undefined);
  if (typeof retryAfter === "number") ctx.set("Retry-After", String(retryAfter));
  if (failure.status === 401) ctx.set("WWW-Authenticate", "Bearer");
  ctx.status = failure.status;
  ctx.body = JSON.stringify(problemOf(failure, String(ctx.state["requestId"])));
  ctx.type = "application/problem+json";
};
