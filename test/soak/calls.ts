import { monitorEventLoopDelay } from "node:perf_hooks";
import { Pool } from "undici";

/** What a call was answered, and after how long by its caller's clock. */
export interface Answer {
  readonly status: number;
  readonly hasRetryAfter: boolean;
  readonly ms: number;
}

/** Calls of one address, as many at a time as are made. */
export interface Line {
  get(path: string): Promise<Answer>;
  /** The longest that this process has kept its own clock waiting. */
  lagMs(): number;
  close(): Promise<void>;
}

export const openLine = (url: string, key: string, connections: number): Line => {
  const pool = new Pool(url, { connections, pipelining: 1, keepAliveTimeout: 60_000 });
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  return {
    async get(path) {
      const began = performance.now();
      const headers = { authorization: `Bearer ${key}` };
      const answer = await pool.request({ method: "GET", path, headers });
      await answer.body.dump();
      const hasRetryAfter = answer.headers["retry-after"] !== undefined;
      return { status: answer.statusCode, hasRetryAfter, ms: performance.now() - began };
    },
    lagMs: () => lag.max / 1e6,
    close: () => pool.close(),
  };
};
