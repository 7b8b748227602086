import type { Context } from "koa";
import { roles, type ActionDefinition, type Role } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import { sameText } from "../core/secrets.ts";
import type { Caller, Platform } from "../platform/index.ts";

export const sessionCookie = "7stamp_session";

/** How a proof becomes a caller; the staff area gives these. Null means the proof is worth nothing. */
export interface Identify {
  /** As it stands, or stood a few seconds ago where `now` is not asked for. */
  byKey(platform: Platform, key: string, freshness?: "now" | "recent"): Promise<Caller | null>;
  bySession(platform: Platform, cookie: string): Promise<{ caller: Caller; csrfToken: string } | null>;
  /** Whether a caller's proof still holds, for answers that go on for long. */
  isStanding(platform: Platform, caller: Caller): Promise<boolean>;
}

const authorizationOf = (ctx: Context): string | null =>
  /^Bearer\s+(\S+)$/i.exec(ctx.get("Authorization"))?.[1] ?? null;

/** The key a call was sent with, whatever it is worth. */
export const bearerOf = (ctx: Context): string | null =>
  authorizationOf(ctx) ?? (ctx.get("X-API-Key") || null);

/** What a call proves its caller with, whatever it is worth: the key where one counts, else the session's cookie. */
export const proofOf = (ctx: Context, { access }: ActionDefinition): string | null =>
  (access === "caller" ? bearerOf(ctx) : null) ?? ctx.cookies.get(sessionCookie) ?? null;

/** Whether a call changes nothing, whoever makes it. */
export const isReading = ({ method }: Pick<Context, "method">): boolean =>
  method === "GET" || method === "HEAD";

const checkCsrf = (ctx: Context, csrfToken: string): void => {
  if (isReading(ctx)) return;
  const sent = ctx.get("X-CSRF-Token");
  if (sent === "" || !sameText(sent, csrfToken)) throw new Failure("csrf_failed");
};

const bySession = async (ctx: Context, platform: Platform, identify: Identify): Promise<Caller | null> => {
  const cookie = ctx.cookies.get(sessionCookie);
  const session = cookie === undefined ? null : await identify.bySession(platform, cookie);
  if (session === null) return null;
  checkCsrf(ctx, session.csrfToken);
  return session.caller;
};

/** Each role may do what the ones after it may. */
export const isAllowed = (role: Role, needed: Role): boolean => roles.indexOf(role) <= roles.indexOf(needed);

/**
 * Finds out who calls, and whether the role is enough.
 * @throws unauthenticated, csrf_failed, forbidden; not_found for the operator's calls when there is no operator.
 */
export const authenticate = async (
  ctx: Context,
  platform: Platform,
  action: ActionDefinition,
  identify: Identify,
): Promise<Caller | null> => {
  if (action.access === "public" || action.access === "till") return null;
  if (action.access === "operator") {
    checkOperator(ctx, platform.config.OPERATOR_TOKEN);
    return null;
  }
  const bearer = action.access === "caller" ? bearerOf(ctx) : null;
  const caller =
    bearer === null ? await bySession(ctx, platform, identify) : await identify.byKey(platform, bearer);
  if (caller === null) throw new Failure("unauthenticated");
  return caller;
};

/**
 * The caller, if the role is enough: one that was remembered with a lower role is read again.
 * @throws forbidden, saying which role is needed; unauthenticated
 */
export const admit = async (
  ctx: Context,
  { platform, identify }: { readonly platform: Platform; readonly identify: Identify },
  action: ActionDefinition,
  caller: Caller,
): Promise<Caller> => {
  const bearer = caller.key === null || isAllowed(caller.staff.role, action.role) ? null : bearerOf(ctx);
  const current = bearer === null ? caller : await identify.byKey(platform, bearer, "now");
  if (current === null) throw new Failure("unauthenticated");
  authorise(current, action);
  return current;
};

/** @throws forbidden, saying which role is needed */
export const authorise = (caller: Caller, action: ActionDefinition): void => {
  if (isAllowed(caller.staff.role, action.role)) return;
  throw new Failure("forbidden", {
    detail: `This needs the role ${action.role}; yours is ${caller.staff.role}.`,
    required_role: action.role,
  });
};

const checkOperator = (ctx: Context, token: string | undefined): void => {
  if (token === undefined) throw new Failure("not_found", { detail: "There is nothing at this address." });
  // X-API-Key is for keys: the operator's token is none.
  const bearer = authorizationOf(ctx);
  if (bearer === null || !sameText(bearer, token)) throw new Failure("unauthenticated");
};
