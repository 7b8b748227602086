import type { Middleware } from "koa";
import { collectDefaultMetrics, Registry } from "prom-client";
import { Failure } from "../core/failure.ts";
import { sameText } from "../core/secrets.ts";
import type { Platform } from "../journal/index.ts";

export interface HealthParts {
  readonly platform: Platform;
  /** False while starting and stopping. */
  isReady(): boolean;
}

const registry = new Registry();
collectDefaultMetrics({ register: registry });

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);

/** `/healthz`: the process lives. `/readyz`: it takes calls and the store answers. `/metrics`: Prometheus, loopback or token only. */
export const health =
  ({ platform, isReady }: HealthParts): Middleware =>
  async (ctx, next) => {
    if (ctx.method !== "GET" && ctx.method !== "HEAD") return next();
    if (ctx.path === "/healthz") {
      ctx.body = { status: "ok" };
      return;
    }
    if (ctx.path === "/readyz") {
      if (!isReady()) throw new Failure("unavailable");
      await platform.store.connection.db?.command({ ping: 1 });
      ctx.body = { status: "ready" };
      return;
    }
    if (ctx.path === "/metrics") {
      const token = platform.config.METRICS_TOKEN;
      const bearer = /^Bearer\s+(\S+)$/i.exec(ctx.get("Authorization"))?.[1];
      const hasToken = token !== undefined && bearer !== undefined && sameText(bearer, token);
      if (!hasToken && !isLoopback(ctx.req.socket.remoteAddress)) throw new Failure("not_found");
      ctx.type = registry.contentType;
      ctx.body = await registry.metrics();
      return;
    }
    return next();
  };
