import Router from "@koa/router";
import type { Context, Middleware } from "koa";
import { readBytes } from "./body.ts";
import type { LimitStrangers } from "./strangers.ts";

/** A request outside /v1: a page, or a protocol that a partner defines. */
export interface PlainRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Empty when it was not sent. */
  header(name: string): string;
  readonly body: Buffer;
  /** True for HEAD: the answer is made, its body is not sent. */
  readonly isHead: boolean;
}

export interface PlainAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What one address answers; areas declare these in their routes.ts and know nothing of Koa. */
export interface PlainRoute {
  readonly method: "GET" | "POST" | "DELETE";
  /** With :params. */
  readonly path: string;
  /** True when the address itself is a secret, and the log shows the pattern only. */
  readonly isSecret?: boolean;
  /** True when answering takes more than a reading: one client gets fewer of them. */
  readonly isPage?: boolean;
  answer(request: PlainRequest): Promise<PlainAnswer>;
}

const toRequest = async (ctx: Context): Promise<PlainRequest> => ({
  params: ctx["params"] as Record<string, string>,
  query: new URLSearchParams(ctx.querystring),
  header: (name) => ctx.get(name),
  body: await readBytes(ctx.req),
  isHead: ctx.method === "HEAD",
});

const handler =
  (route: PlainRoute, limitStrangers: LimitStrangers) =>
  async (ctx: Context): Promise<void> => {
    ctx.state["logPath"] = route.isSecret ? route.path : ctx.path;
    if (route.isPage) await limitStrangers(ctx, "page");
    const { status, headers = {}, body } = await route.answer(await toRequest(ctx));
    ctx.status = status;
    ctx.set({ ...headers });
    // Koa answers an absent body with the status in words; these routes mean what they say.
    ctx.body = body ?? (status === 204 || status === 304 ? null : "");
  };

/** Serves these routes; other requests pass. */
export const servePlain = (routes: readonly PlainRoute[], limitStrangers: LimitStrangers): Middleware => {
  const router = new Router();
  for (const route of routes)
    router.register(route.path, [route.method], handler(route, limitStrangers) as never);
  return router.routes() as unknown as Middleware;
};
