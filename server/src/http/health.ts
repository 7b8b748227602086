import type { Middleware } from "koa";
import { Failure } from "../core/failure.ts";
import { awayDetail } from "../core/store.ts";
import { sameText } from "../core/secrets.ts";
import type { Platform } from "../platform/index.ts";
import { isLocalCall } from "./client-address.ts";
import type { Metrics } from "./metrics.ts";

export interface HealthParts {
  readonly platform: Platform;
  readonly metrics: Metrics;
  /** False while starting and stopping. */
  isReady(): boolean;
}

const checkStore = async ({ store }: Platform): Promise<void> => {
  try {
    await store.connection.db?.command({ ping: 1 });
  } catch (error) {
    throw new Failure("unavailable", { detail: awayDetail(error) });
  }
};

/** `/healthz`: the process lives. `/readyz`: it takes calls and the store answers. `/metrics`: Prometheus, loopback or token only. */
export const health =
  ({ platform, metrics, isReady }: HealthParts): Middleware =>
  async (ctx, next) => {
    if (ctx.method !== "GET" && ctx.method !== "HEAD") return next();
    if (ctx.path === "/healthz") {
      ctx.body = { status: "ok" };
      return;
    }
    if (ctx.path === "/readyz") {
      if (!isReady()) throw new Failure("unavailable");
      await checkStore(platform);
      ctx.body = { status: "ready" };
      return;
    }
    if (ctx.path === "/metrics") {
      const token = platform.config.METRICS_TOKEN;
      const bearer = /^Bearer\s+(\S+)$/i.exec(ctx.get("Authorization"))?.[1];
      const hasToken = token !== undefined && bearer !== undefined && sameText(bearer, token);
      if (!hasToken && !isLocalCall(ctx.req)) throw new Failure("not_found");
      ctx.body = await metrics.text();
      ctx.type = metrics.contentType;
      return;
    }
    return next();
  };
