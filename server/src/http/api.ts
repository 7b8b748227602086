import Router from "@koa/router";
import type { Context } from "koa";
import { hasBody } from "../catalog/examples.ts";
import type { ActionDefinition } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { refuseCrowd } from "../journal/index.ts";
import type { Caller, Platform } from "../platform/index.ts";
import {
  admit,
  authenticate,
  bearerOf,
  isReading,
  proofOf,
  sessionCookie,
  type Identify,
} from "./authenticate.ts";
import { readBody, readFile, type RequestBody } from "./body.ts";
import { createClientAddress, type ClientAddress } from "./client-address.ts";
import { toFailure } from "./error-handler.ts";
import { renewEveryMs, type StoredAnswer } from "./idempotency.ts";
import { answerKeyed, type KeyedRun } from "./keyed.ts";
import { createLiveAnswers, type LiveAnswers } from "./live.ts";
import { Answer, LiveText, RawJson, type CallRequest, type Operation } from "./operation.ts";
import { pathIds } from "./path-ids.ts";
import { createRateLimit, SpentCallers, type LimitRate } from "./rate-limit.ts";
import type { LimitStrangers } from "./strangers.ts";
import { refuseLostPlus } from "./plus-sign.ts";
import { parsePart } from "./validate.ts";

export interface ApiParts {
  readonly platform: Platform;
  readonly operations: readonly Operation[];
  readonly identify: Identify;
  readonly limitStrangers: LimitStrangers;
  /** Told of each call that is refused, before it is answered. Must neither wait nor throw. */
  readonly onRefused?: (call: RefusedCall) => void;
  /** Ends answers that would go on for ever. */
  readonly stopping: AbortSignal;
  /** How often the lease of a keyed call is renewed; a test asks for it more often. */
  readonly renewEveryMs?: number | undefined;
}

/** A call that was refused. */
export interface RefusedCall {
  readonly action: ActionDefinition;
  readonly failure: Failure;
  readonly requestId: string;
  readonly caller: Caller | null;
  /** The key as it was sent, when nobody was found for it. */
  readonly sentKey: string | null;
}

/** Tells of a refusal, and whose call it was. */
const tellRefusal = (
  { onRefused }: ApiParts,
  ctx: Context,
  action: ActionDefinition,
  error: unknown,
): void => {
  if (onRefused === undefined || action.access !== "caller") return;
  const caller = (ctx.state["caller"] as Caller | undefined) ?? null;
  const sentKey = caller === null ? bearerOf(ctx) : null;
  const requestId = String(ctx.state["requestId"]);
  onRefused({ action, failure: toFailure(error), requestId, caller, sentKey });
};

const callRequest = (
  ctx: Context,
  body: RequestBody,
  { isSecure, address }: { isSecure: boolean; address: string },
): CallRequest => ({
  id: String(ctx.state["requestId"]),
  address,
  rawBody: body.raw,
  header: (name) => ctx.get(name),
  cookie: (name) => ctx.cookies.get(name) ?? "",
  setCookie(name, value, options) {
    const base = { httpOnly: true, sameSite: "strict", path: "/", secure: isSecure } as const;
    // Behind a proxy that ends TLS the connection here is plain; the browser's is not.
    ctx.cookies.secure = isSecure;
    if (options === "clear") ctx.cookies.set(name, null, base);
    else {
      const { maxAgeMs: maxAge, sameSite = base.sameSite } = options;
      ctx.cookies.set(name, value, { ...base, sameSite, maxAge });
    }
  },
});

const toStored = (action: ActionDefinition, result: unknown): StoredAnswer => {
  const status = result instanceof Answer ? result.status : action.status;
  const body: unknown = result instanceof Answer ? result.body : result;
  if (body instanceof RawJson) return { status, json: body.json };
  return { status, json: body === undefined ? "" : JSON.stringify(body) };
};

const send = (ctx: Context, { status, json }: StoredAnswer): void => {
  ctx.status = status;
  if (status === 204) {
    ctx.body = null;
    return;
  }
  ctx.type = "application/json";
  ctx.body = json;
};

const idempotencyKey = (ctx: Context): string | null => {
  const key = ctx.method === "POST" ? ctx.get("Idempotency-Key") : "";
  if (key.length > 255)
    throw new Failure("invalid_request", { detail: "Idempotency-Key may have at most 255 characters." });
  return key === "" ? null : key;
};

/** Whose keys are kept apart from whose: the staff member, whatever key or session it uses; the operator; the till its path names. */
const callerName = (action: ActionDefinition, caller: Caller | null): string =>
  caller === null ? action.access : caller.staff.id;

/** What an empty object or null says to an operation that takes no body: nothing. */
const bodyOf = (action: ActionDefinition, { parsed }: RequestBody): unknown => {
  if (action.takes !== undefined) return parsed;
  const isEmpty = typeof parsed === "object" && Object.keys(parsed ?? {}).length === 0;
  return isEmpty && !Array.isArray(parsed) && !hasBody(action) ? undefined : parsed;
};

/** What all operations of an application share. */
interface Transport {
  readonly limitRate: LimitRate;
  readonly spent: SpentCallers;
  readonly clientAddress: ClientAddress;
  readonly live: LiveAnswers;
}

/** The address as the log may show it: ids, but not what somebody has put in their place. */
const openPath = (ctx: Context, action: ActionDefinition): string => {
  const given = ctx["params"] as Record<string, string>;
  return `/v1${action.path}`.replace(/:(\w+)/g, (whole, name: string) =>
    /^[a-z]{1,6}_[0-9a-z]{1,40}$/.test(given[name] ?? "") ? String(given[name]) : whole,
  );
};

/** Whoever calls is not known before the body is read. */
const needsNoKey = ({ access }: ActionDefinition): boolean => access !== "caller" && access !== "session";

const handler = (parts: ApiParts, operation: Operation, transport: Transport) => {
  const answer = answering(parts, operation, transport);
  return async (ctx: Context): Promise<void> => {
    // Answers hold people and secrets, and are old a moment later: no browser or proxy may keep one.
    ctx.set("Cache-Control", "no-store");
    try {
      await answer(ctx);
    } catch (error) {
      tellRefusal(parts, ctx, operation.action, error);
      throw error;
    }
  };
};

const noteCaller = (ctx: Context, action: ActionDefinition, caller: Caller): void => {
  const { business, staff } = caller;
  ctx.state["caller"] = caller;
  ctx.state["logFields"] = { business_id: business.id, staff_id: staff.id, operation: action.name };
};

/**
 * The caller, whose call is counted: one who was over the limit just now before anything is read, any other when it is
 * known who it is.
 * @throws rate_limited, unavailable, and what `authenticate` throws
 */
const counted = async (
  ctx: Context,
  { platform, identify }: ApiParts,
  action: ActionDefinition,
  spent: SpentCallers,
): Promise<Caller | null> => {
  const proof = needsNoKey(action) ? null : proofOf(ctx, action);
  const over = spent.known(proof);
  if (over !== null) {
    noteCaller(ctx, action, over);
    await spent.count(ctx, proof, over);
  }
  if (!isReading(ctx)) refuseCrowd(platform.store);
  const caller = await authenticate(ctx, platform, action, identify);
  if (caller === null) return null;
  noteCaller(ctx, action, caller);
  if (over === null) await spent.count(ctx, proof, caller);
  return caller;
};

const answering =
  (parts: ApiParts, operation: Operation, { limitRate, spent, clientAddress, live }: Transport) =>
  async (ctx: Context): Promise<void> => {
    const { platform } = parts;
    const { action } = operation;
    ctx.state["operation"] = action.name;
    ctx.state["logPath"] = openPath(ctx, action);
    if (needsNoKey(action)) await parts.limitStrangers(ctx, action.name === "log_in" ? "log-in" : "any");
    let caller = await counted(ctx, parts, action, spent);
    if (caller !== null) caller = await admit(ctx, parts, action, caller);
    const body = await (action.takes ? readFile(ctx.req, action.takes) : readBody(ctx.req));
    const key = idempotencyKey(ctx);
    const isSecure = platform.publicUrl.startsWith("https:");
    const request = callRequest(ctx, body, { isSecure, address: clientAddress(ctx.req) });
    const params = pathIds(action, ctx["params"] as Record<string, string>);
    if (action.access === "till") await limitRate(ctx, `${ctx.path} ${request.address}`);
    await operation.admit?.({ platform, params, request });
    refuseLostPlus(ctx.query);
    const run = async (keyed?: KeyedRun): Promise<unknown> =>
      operation.run({
        platform: keyed?.platform ?? platform,
        // Operations with access public, operator or till never read it.
        caller: { ...caller, ...(keyed && { once: keyed.once }) } as Caller,
        params,
        query: parsePart(action.query, { ...ctx.query }, "query"),
        body: parsePart(action.body, bodyOf(action, body), "body"),
        request,
      });
    if (key === null || action.access === "public") {
      const result = await run();
      if (result instanceof LiveText) live.send(ctx, result, caller as Caller);
      else send(ctx, toStored(action, result));
      return;
    }
    // The pattern with its params: a trailing slash or another case is the same path.
    const path = JSON.stringify([action.path, params]);
    const everyMs = parts.renewEveryMs ?? renewEveryMs;
    const named = {
      caller: callerName(action, caller),
      path,
      key,
      body: body.identity,
      renewEveryMs: everyMs,
    };
    const answer = await answerKeyed(platform, action, named, async (keyed) =>
      toStored(action, await run(keyed)),
    );
    if (answer.isReplay) ctx.set("Idempotent-Replayed", "true");
    send(ctx, answer);
  };

/** The router of /v1: every operation behind authentication, rate limit, role, idempotency and schema, in this order. */
export const createApi = (parts: ApiParts): Router => {
  const router = new Router({ prefix: "/v1" });
  const { RATE_LIMIT_PER_MINUTE, TRUSTED_PROXIES } = parts.platform.config;
  const limitRate = createRateLimit(RATE_LIMIT_PER_MINUTE);
  const transport: Transport = {
    limitRate,
    spent: new SpentCallers(limitRate),
    clientAddress: createClientAddress(TRUSTED_PROXIES),
    live: createLiveAnswers(parts.platform, parts.identify, parts.stopping),
  };
  for (const operation of parts.operations) {
    router.register(
      operation.action.path,
      [operation.action.method],
      handler(parts, operation, transport) as never,
    );
  }
  return router;
};

export { sessionCookie };
