import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived. */
export interface Received {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What the receiver answers; `hang` never does, `reset` breaks the connection. */
export type Reply =
  | { status: number; headers?: Record<string, string>; body?: string }
  | "hang"
  | "reset"
  | ((response: ServerResponse) => void);

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly requests: Received[];
  /** The most requests that were open at once. */
  readonly mostAtOnce: number;
  /** Answers the next requests, one each, in this order; then as `always` says. */
  reply(...replies: Reply[]): void;
  /** Answers every request like this from now on; 200 at first. */
  always(reply: Reply): void;
  /** Answers every request as it decides. */
  decide(answerer: (request: Received) => Reply | Promise<Reply>): void;
  /** Resolves when that many requests have arrived since the start; rejects after the deadline. */
  arrived(count: number, deadlineMs?: number): Promise<Received[]>;
  /** Answers every hanging request with this status. */
  letGo(status: number): void;
  close(): Promise<void>;
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

type Answerer = (request: Received) => Reply | Promise<Reply>;

/** Starts an HTTP server that keeps what it receives and answers as it is told. */
export const startReceiver = async (): Promise<Receiver> => {
  const requests: Received[] = [];
  const queued: Reply[] = [];
  const hanging = new Set<ServerResponse>();
  const watchers = new Set<() => void>();
  const load = { open: 0, most: 0 };
  let answerer: Answerer = () => ({ status: 200, body: "ok" });

  const send = (response: ServerResponse, reply: Reply): void => {
    if (reply === "hang") hanging.add(response);
    else if (reply === "reset") response.socket?.destroy();
    else if (typeof reply === "function") reply(response);
    else response.writeHead(reply.status, reply.headers).end(reply.body ?? "");
  };

  const server = createServer((incoming, response) => {
    load.open += 1;
    load.most = Math.max(load.most, load.open);
    response.once("close", () => {
      load.open -= 1;
      hanging.delete(response);
    });
    void readBody(incoming).then(
      async (body) => {
        const received: Received = {
          at: performance.now(),
          method: incoming.method ?? "",
          path: incoming.url ?? "",
          headers: incoming.headers as Record<string, string>,
          body,
        };
        requests.push(received);
        for (const watch of watchers) watch();
        send(response, queued.shift() ?? (await answerer(received)));
      },
      () => undefined,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    requests,
    get mostAtOnce() {
      return load.most;
    },
    reply: (...replies) => void queued.push(...replies),
    always(reply) {
      answerer = () => reply;
    },
    decide(decider) {
      answerer = decider;
    },
    async arrived(count, deadlineMs = 30_000) {
      let watch: () => void = () => undefined;
      let timer: NodeJS.Timeout | undefined;
      try {
        await new Promise<void>((resolve, reject) => {
          watch = () => (requests.length >= count ? resolve() : undefined);
          watchers.add(watch);
          const text = `waited for ${count} requests`;
          timer = setTimeout(() => reject(new Error(`${text}, ${requests.length} came`)), deadlineMs);
          watch();
        });
        return requests.slice(0, count);
      } finally {
        watchers.delete(watch);
        clearTimeout(timer);
      }
    },
    letGo(status) {
      for (const response of hanging) response.writeHead(status).end();
      hanging.clear();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
