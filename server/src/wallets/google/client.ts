import jwt from "jsonwebtoken";
import type { Clock } from "../../core/clock.ts";
import type { GoogleAccount } from "./account.ts";
import { request, type Reply } from "./request.ts";

/*
 * Google Wallet's REST API under a service account. A token is asked for with a signed assertion and used until a minute
 * before its end. Every write can be repeated: an object is patched, or made when it is not there yet, so a crash or a
 * lost answer is mended by doing it again. Nothing is kept here but the token.
 */

const scope = "https://www.googleapis.com/auth/wallet_object.issuer";
const assertionSeconds = 3_600;
const reserveMs = 60_000;

/** Kinds of resource: `loyaltyClass` is a program, `loyaltyObject` a card. */
export type ResourceKind = "loyaltyClass" | "loyaltyObject";

export interface Resource {
  readonly id: string;
  readonly [member: string]: unknown;
}

export interface GoogleClient {
  /** Makes the resource, or changes it to this where it exists. */
  put(kind: ResourceKind, resource: Resource): Promise<Reply>;
  /** Changes a resource; 404 when it does not exist. */
  patch(kind: ResourceKind, resource: Resource): Promise<Reply>;
  get(kind: ResourceKind, id: string): Promise<Reply>;
  addMessage(id: string, message: Readonly<Record<string, string>>): Promise<Reply>;
}

interface Token {
  readonly value: string;
  readonly until: number;
}

const secondsOf = (clock: Clock): number => Math.floor(clock.now().getTime() / 1000);

export const createGoogleClient = (account: GoogleAccount, clock: Clock): GoogleClient => {
  let held: Token | null = null;
  let asking: Promise<Token | Reply> | null = null;

  const askToken = async (): Promise<Token | Reply> => {
    const iat = secondsOf(clock);
    const claims = { iss: account.email, scope, aud: account.tokenUrl, iat, exp: iat + assertionSeconds };
    const assertion = jwt.sign(claims, account.privateKey, { algorithm: "RS256" });
    const body = new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion,
    });
    const reply = await request(account.tokenUrl, { method: "POST", body });
    const answer = reply.body as { access_token?: unknown; expires_in?: unknown } | null;
    if (reply.status !== 200 || typeof answer?.access_token !== "string") return reply;
    const lifeMs = Number(answer.expires_in ?? assertionSeconds) * 1000;
    return { value: answer.access_token, until: clock.now().getTime() + lifeMs - reserveMs };
  };

  /** Calls at the same time share one question. A refusal is not kept. */
  const token = async (): Promise<Token | Reply> => {
    if (held !== null && clock.now().getTime() < held.until) return held;
    asking ??= askToken().finally(() => {
      asking = null;
    });
    const answer = await asking;
    if ("value" in answer) held = answer;
    return answer;
  };

  const call = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const shown = await token();
    if (!("value" in shown)) return { ...shown, status: shown.status === 200 ? null : shown.status };
    const reply = await request(`${account.apiUrl}/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${shown.value}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (reply.status === 401 && held === shown) held = null;
    return reply;
  };

  const pathOf = (kind: ResourceKind, id: string): string => `${kind}/${encodeURIComponent(id)}`;

  const patch: GoogleClient["patch"] = (kind, resource) => call("PATCH", pathOf(kind, resource.id), resource);

  return {
    patch,
    async put(kind, resource) {
      const changed = await patch(kind, resource);
      if (changed.status !== 404) return changed;
      const made = await call("POST", kind, resource);
      // Another process has just made it.
      return made.status === 409 ? patch(kind, resource) : made;
    },
    get: (kind, id) => call("GET", pathOf(kind, id)),
    addMessage: (id, message) => call("POST", `${pathOf("loyaltyObject", id)}/addMessage`, { message }),
  };
};

export const isDone = ({ status }: Reply): boolean => status !== null && status >= 200 && status < 300;
