import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { startServerProcess } from "../support/process.ts";
import type { Sink } from "./sink.ts";

/** Ways of delivering: one endpoint; ten, each event to one of them; ten, each event to all. */
export const kinds = ["1", "10", "fan"] as const;
export type Kind = (typeof kinds)[number];
export const copiesOf = (kind: Kind): number => (kind === "fan" ? 10 : 1);

/** Adds a stamp whose receipt is this. */
export type Stamp = (receipt: string, at: number) => Promise<unknown>;

/** Something that takes stamps and sends them to a sink. */
export interface System {
  readonly name: string;
  readonly pid: number;
  /** Milliseconds from the start of the process until it answered. */
  readonly startMs: number;
  /** Makes ready for stamps of a kind; `end` takes the hooks away. */
  arrange(kind: Kind, sink: Sink, cards: number): Promise<{ stamp: Stamp; end(): Promise<void> }>;
  stop(): Promise<void>;
}

// Members of any answer; a type here would be a claim.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** A client on connections of its own, as integrations keep them. */
export class Api {
  readonly #pool: Pool;
  readonly #headers: Record<string, string>;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#pool = new Pool(url, { connections: 64, pipelining: 1, keepAliveTimeout: 60_000 });
    this.#headers = { "content-type": "application/json", ...headers };
  }

  /** @throws with the answer, when the call was refused */
  async call(
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Json> {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const all = { ...this.#headers, ...headers };
    const answer = await this.#pool.request({ method, path, headers: all, body: text ?? null });
    const said = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${said}`);
    return said === "" ? undefined : JSON.parse(said);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** The product on an embedded store in `folder`, with hooks at their highest ceilings. */
export const startProduct = async (
  folder: string,
  nodeOptions: readonly string[] = [],
  knownKey?: string,
): Promise<System & { readonly api: Api; readonly key: string }> => {
  const began = performance.now();
  const env = {
    DATA_DIR: folder,
    MONGODB_URI: "",
    WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
    RATE_LIMIT_PER_MINUTE: "100000000",
  };
  const server = await startServerProcess(env, nodeOptions);
  const startMs = performance.now() - began;
  const shown = server.welcome.map((line) => /^API key: (\S+)$/.exec(line)?.[1]);
  const key = knownKey ?? shown.find((found) => found !== undefined) ?? "";
  const api = new Api(server.url, { authorization: `Bearer ${key}` });
  return {
    ...{ name: "product", pid: server.pid, startMs, api, key },
    async arrange(kind, sink, cardCount) {
      const [programs, endpoints] = [kind === "10" ? 10 : 1, kind === "1" ? 1 : 10];
      const templates: string[] = [];
      for (let at = 0; at < programs; at += 1)
        templates.push((await api.call("POST", "/v1/templates", { name: `Bench ${at}`, goals: [] })).id);
      const cards: string[] = [];
      for (let at = 0; at < cardCount; at += 1) {
        const email = `b${Math.random().toString(36).slice(2)}@example.com`;
        const card = { template_id: templates[at % programs], email };
        cards.push((await api.call("POST", "/v1/cards", card)).id);
      }
      const hooks: string[] = [];
      for (let at = 0; at < endpoints; at += 1) {
        const hook = {
          target_url: sink.url(at),
          events: ["stamp_added"],
          filters: { template_id: templates[at % programs] },
          rate_per_second: 1_000,
          concurrency: 64,
        };
        hooks.push((await api.call("POST", "/v1/hooks", hook)).id);
      }
      return {
        stamp: (receipt, at) =>
          api.call("POST", "/v1/stamps", { card_id: cards[at % cards.length], receipt_id: receipt }),
        async end() {
          for (const hook of hooks) await api.call("DELETE", `/v1/hooks/${hook}`);
        },
      };
    },
    async stop() {
      await api.close();
      await server.kill("SIGTERM");
    },
  };
};

/** The floor (floor.ts); `insert`: with one document written for each stamp. */
export const startFloor = async (folder: string, insert: boolean): Promise<System> => {
  const began = performance.now();
  const script = fileURLToPath(new URL("./floor.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, folder, insert ? "insert" : "none"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const api = new Api(`http://127.0.0.1:${port}`);
  return {
    name: insert ? "floor with one insert" : "floor without a store",
    pid: child.pid ?? 0,
    startMs: performance.now() - began,
    async arrange(kind, sink) {
      const target = (at: number): string => sink.url(kind === "1" ? 0 : at % 10);
      return {
        stamp: (receipt, at) => api.call("POST", "/v1/stamps", { target: target(at), receipt_id: receipt }),
        end: () => Promise.resolve(),
      };
    },
    async stop() {
      await api.close();
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
};

/** What a till signs its sale with. */
export const tillSignature = (secret: string, body: string): string => {
  const at = Math.floor(Date.now() / 1_000);
  return `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
};
