import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createPosterBooks, type PosterBooks } from "./poster-books.ts";
import { createPosterHooks, type PosterHooks } from "./poster-hooks.ts";

/**
 * A stand-in for Poster that behaves like its documents: install, calls with the token in the query, errors in their
 * several shapes, everything as strings, webhooks that are sent again and hold back the later ones.
 */

/** How calls fail until told otherwise; `null` for not at all. */
export type PosterTrouble =
  | { kind: "error"; code: number; shape: 1 | 2 }
  | { kind: "status"; status: number; retryAfter?: string }
  | { kind: "text" }
  | { kind: "hang" }
  | null;

export interface PosterStandIn {
  readonly url: string;
  readonly application: { readonly id: string; readonly secret: string };
  readonly account: string;
  readonly accountNumber: string;
  readonly books: PosterBooks;
  readonly hooks: PosterHooks;
  /** Methods called, in order. */
  readonly calls: string[];
  /** When each call came, monotonic milliseconds. */
  readonly callTimes: number[];
  trouble(trouble: PosterTrouble): void;
  /** A token for the account, as an install gives. */
  grant(): string;
  revokeTokens(): void;
  close(): Promise<void>;
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const formOf = async (request: IncomingMessage): Promise<FormData> =>
  new Response(new Uint8Array(await readBody(request)), {
    headers: { "content-type": request.headers["content-type"] ?? "" },
  }).formData();

const send = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

const messages: Readonly<Record<number, string>> = {
  10: "Access token is missing",
  11: "Bad access token",
  12: "Access token is expired",
};

const errorBody = (code: number, shape: 1 | 2): unknown => {
  const message = messages[code] ?? "error";
  return shape === 1 ? { error: { code, message } } : { error: code, message };
};

export const posterManageVerify = (id: string, secret: string, code: string): string =>
  createHash("md5").update(`${id}:${secret}:${code}`).digest("hex");

/** Starts it for one account, with the redirect address that its application is registered with. */
export const startPoster = async (options: { account?: string } = {}): Promise<PosterStandIn> => {
  const application = { id: "41", secret: "0123456789abcdef0123456789abcdef" };
  const account = options.account ?? "kava-demo";
  const accountNumber = String(100_000 + randomBytes(2).readUInt16BE());
  const books = createPosterBooks(account);
  const tokens = new Set<string>();
  const codes = new Map<string, string>();
  const calls: string[] = [];
  const callTimes: number[] = [];
  let trouble: PosterTrouble = null;

  const grant = (): string => {
    const token = `${accountNumber}:${randomBytes(16).toString("hex")}`;
    tokens.add(token);
    return token;
  };

  const access = () => ({
    access_token: grant(),
    account_number: accountNumber,
    user: { id: 4, name: "Olha", email: "olha@cafe.test", role_id: 3 },
    ownerInfo: { company_name: "Kava Demo", country: "UA" },
  });

  const authorise = (url: URL, response: ServerResponse): void => {
    const redirect = url.searchParams.get("redirect_uri") ?? "";
    const code = randomBytes(16).toString("hex");
    codes.set(code, redirect);
    const location = `${redirect}?code=${code}&account=${account}`;
    response.writeHead(302, { location }).end();
  };

  const exchange = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = await formOf(request);
    const field = (name: string): string => String(form.get(name) ?? "");
    const isRight =
      codes.get(field("code")) === field("redirect_uri") &&
      field("application_id") === application.id &&
      field("application_secret") === application.secret &&
      field("grant_type") === "authorization_code";
    // A code works once, right or wrong.
    codes.delete(field("code"));
    if (isRight) send(response, access());
    else send(response, { code: 400, error_type: "OAuthException", error_message: "Code is not valid" });
  };

  const manage = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = await formOf(request);
    const right = posterManageVerify(application.id, application.secret, String(form.get("code") ?? ""));
    if (form.get("verify") === right) send(response, access());
    else send(response, { error: 142, message: "Verify code is not correct", field: "verify" });
  };

  const inTrouble = (response: ServerResponse): boolean => {
    if (trouble === null) return false;
    if (trouble.kind === "error") send(response, errorBody(trouble.code, trouble.shape));
    if (trouble.kind === "text")
      response.writeHead(200, { "content-type": "text/html" }).end("<html>busy</html>");
    if (trouble.kind === "status") {
      const wait = trouble.retryAfter === undefined ? {} : { "retry-after": trouble.retryAfter };
      response.writeHead(trouble.status, wait).end();
    }
    return true;
  };

  const call = (method: string, url: URL, response: ServerResponse): void => {
    calls.push(method);
    callTimes.push(performance.now());
    if (inTrouble(response)) return;
    const token = url.searchParams.get("token");
    if (token === null) send(response, errorBody(10, 1));
    else if (!tokens.has(token)) send(response, errorBody(11, 1));
    else {
      const answer = books.answer(method, url.searchParams);
      send(
        response,
        answer === undefined ? { error: 42, message: `${method} is undefined` } : { response: answer },
      );
    }
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const path = url.pathname.replace(/^\/api\//, "");
    if (path === "auth") authorise(url, response);
    else if (path === "v2/auth/access_token") void exchange(request, response);
    else if (path === "v2/auth/manage") void manage(request, response);
    else call(path, url, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    application,
    account,
    accountNumber,
    books,
    hooks: createPosterHooks({ account, accountNumber, secret: application.secret }),
    calls,
    callTimes,
    trouble(next) {
      trouble = next;
    },
    grant,
    revokeTokens: () => tokens.clear(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
