import { generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import jwt from "jsonwebtoken";
import { createCallbackSigner, type CallbackOptions } from "./google-callback.ts";

export type { CallbackOptions };

export interface GoogleObject {
  id: string;
  classId?: string;
  hasUsers?: boolean;
  messages?: { id: string; header: string; body: string }[];
  [member: string]: unknown;
}

export interface GoogleStandIn {
  /** Variables that point a server at this stand-in. */
  readonly env: Record<string, string>;
  readonly issuerId: string;
  readonly classes: Map<string, GoogleObject>;
  readonly objects: Map<string, GoogleObject>;
  /** Requests to the REST API: method and path. */
  readonly calls: string[];
  readonly counts: { tokens: number; keys: number };
  /** Answers the next REST calls with these statuses instead. */
  fail(...statuses: number[]): void;
  /** Answers the next REST call with 429 and this Retry-After. */
  slowDown(retryAfter: string): void;
  /** Answers the next questions for a token with these statuses instead. */
  refuseTokens(...statuses: number[]): void;
  /** Follows a save link as a phone does; refuses what Google would refuse. @returns the object's id */
  save(link: string): string;
  /** The body of a callback. */
  callback(options: CallbackOptions): string;
  /** Resolves when the condition holds after a call; rejects after a deadline. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/**
 * Google Wallet as its documents describe it: OAuth tokens for signed assertions, classes and objects over REST, save
 * links, and callbacks signed by root → intermediate → message, whose root keys it publishes.
 */
export const startGoogleWallet = async (now: () => Date = () => new Date()): Promise<GoogleStandIn> => {
  const issuerId = "3388000000022000001";
  const email = "wallet@demo.iam.gserviceaccount.com";
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const signer = createCallbackSigner(issuerId, now);
  const classes = new Map<string, GoogleObject>();
  const objects = new Map<string, GoogleObject>();
  const calls: string[] = [];
  const counts = { tokens: 0, keys: 0 };
  const failures: Answer[] = [];
  const refusals: number[] = [];
  const watchers = new Set<() => void>();
  const issued = new Set<string>();

  const token = (body: string): Answer => {
    counts.tokens += 1;
    const refusal = refusals.shift();
    if (refusal !== undefined) return { status: refusal };
    const form = new URLSearchParams(body);
    const claims = jwt.verify(form.get("assertion") ?? "", publicKey, {
      algorithms: ["RS256"],
      audience: `${url}/token`,
      issuer: email,
      clockTimestamp: Math.floor(now().getTime() / 1000),
    }) as jwt.JwtPayload;
    if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:jwt-bearer") return { status: 400 };
    if (claims["scope"] !== "https://www.googleapis.com/auth/wallet_object.issuer") return { status: 400 };
    const value = randomUUID();
    issued.add(value);
    return { status: 200, body: { access_token: value, expires_in: 3599, token_type: "Bearer" } };
  };

  const storeOf = (kind: string | undefined): Map<string, GoogleObject> | undefined =>
    kind === "loyaltyClass" ? classes : kind === "loyaltyObject" ? objects : undefined;

  const insert = (store: Map<string, GoogleObject>, resource: GoogleObject): Answer => {
    if (store.has(resource.id)) return { status: 409 };
    if (!resource.id.startsWith(`${issuerId}.`)) return { status: 400 };
    if (store === objects && !classes.has(resource.classId ?? "")) return { status: 400 };
    store.set(resource.id, store === objects ? { hasUsers: false, ...resource } : resource);
    return { status: 200, body: resource };
  };

  const rest = (method: string, path: string, body: string): Answer => {
    const failure = failures.shift();
    if (failure !== undefined) return failure;
    const [, kind, id, verb] = path.split("/").map(decodeURIComponent);
    const store = storeOf(kind);
    if (store === undefined) return { status: 404 };
    const given = (body === "" ? {} : JSON.parse(body)) as GoogleObject;
    if (id === undefined) return insert(store, given);
    const known = store.get(id);
    if (known === undefined) return { status: 404 };
    if (verb === "addMessage") {
      const { message } = given as unknown as { message: { id: string; header: string; body: string } };
      known.messages = [...(known.messages ?? []), message];
    }
    if (method === "PATCH") Object.assign(known, given);
    return { status: 200, body: known };
  };

  const answer = (request: IncomingMessage, body: string): Answer => {
    const { method = "", url: path = "" } = request;
    if (path === "/token") return token(body);
    if (path === "/keys") {
      counts.keys += 1;
      const keyExpiration = String(now().getTime() + 3_600_000);
      const keys = [{ keyValue: signer.rootKey, keyExpiration, protocolVersion: "ECv2SigningOnly" }];
      return { status: 200, body: { keys: [{ ...keys[0], protocolVersion: "ECv1" }, ...keys] } };
    }
    if (!path.startsWith("/v1/")) return { status: 404 };
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    if (!issued.has(bearer)) return { status: 401 };
    calls.push(`${method} ${path.slice(3)}`);
    return rest(method, path.slice(3), body);
  };

  const server = createServer((request, response) => {
    void read(request).then((text) => {
      let said: Answer;
      try {
        said = answer(request, text);
      } catch (error) {
        said = { status: 400, body: { error: String(error) } };
      }
      response.writeHead(said.status, { "content-type": "application/json", ...said.headers });
      response.end(JSON.stringify(said.body ?? {}));
      for (const watch of watchers) watch();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuerId,
    classes,
    objects,
    calls,
    counts,
    env: {
      GOOGLE_WALLET_ISSUER_ID: issuerId,
      GOOGLE_WALLET_SERVICE_ACCOUNT: email,
      GOOGLE_WALLET_PRIVATE_KEY: privateKey.export({ format: "pem", type: "pkcs8" }) as string,
      GOOGLE_WALLET_API_URL: `${url}/v1`,
      GOOGLE_WALLET_TOKEN_URL: `${url}/token`,
      GOOGLE_WALLET_KEYS_URL: `${url}/keys`,
      GOOGLE_WALLET_SAVE_URL: `${url}/save`,
    },
    fail: (...statuses) => void failures.push(...statuses.map((status) => ({ status }))),
    slowDown: (retryAfter) => void failures.push({ status: 429, headers: { "retry-after": retryAfter } }),
    refuseTokens: (...statuses) => void refusals.push(...statuses),
    save(link) {
      if (!link.startsWith(`${url}/save/`)) throw new Error("this is no save link of ours");
      const claims = jwt.verify(link.slice(`${url}/save/`.length), publicKey, {
        algorithms: ["RS256"],
        audience: "google",
        issuer: email,
        ignoreExpiration: true,
      }) as jwt.JwtPayload & { payload: { loyaltyClasses?: GoogleObject[]; loyaltyObjects: GoogleObject[] } };
      if (claims["typ"] !== "savetowallet" || !Array.isArray(claims["origins"]))
        throw new Error("the token is no save token");
      for (const one of claims.payload.loyaltyClasses ?? []) classes.set(one.id, one);
      const [object] = claims.payload.loyaltyObjects;
      if (object === undefined) throw new Error("the token holds no object");
      if (!objects.has(object.id) && object["loyaltyPoints"] === undefined) throw new Error("no such object");
      objects.set(object.id, { ...objects.get(object.id), ...object, hasUsers: true });
      return object.id;
    },
    callback: (options) =>
      signer.callback({
        classId: objects.get(options.objectId)?.classId ?? `${issuerId}.unknown`,
        ...options,
      }),
    async until(condition) {
      let watch: () => void = () => undefined;
      let timer: NodeJS.Timeout | undefined;
      try {
        await new Promise<void>((resolve, reject) => {
          watch = () => (condition() ? resolve() : undefined);
          watchers.add(watch);
          timer = setTimeout(() => reject(new Error(`it never happened; calls: ${calls.join(", ")}`)), 5_000);
          watch();
        });
      } finally {
        watchers.delete(watch);
        clearTimeout(timer);
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
