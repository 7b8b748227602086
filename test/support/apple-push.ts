import { once } from "node:events";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";

export interface Push {
  readonly token: string;
  readonly topic: string;
  readonly payload: string;
}

export interface ApplePushStandIn {
  readonly url: string;
  readonly pushes: Push[];
  /** Tokens that are answered as unregistered. */
  readonly gone: Set<string>;
  /** Answers the next pushes with these statuses instead. */
  fail(...statuses: number[]): void;
  /** Resolves when so many pushes have come since the start; rejects after a deadline. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Apple's push service over HTTP/2: records topic, token and payload, and calls dead tokens gone. */
export const startApplePush = async (): Promise<ApplePushStandIn> => {
  const pushes: Push[] = [];
  const gone = new Set<string>();
  const failures: number[] = [];
  const watchers = new Set<() => void>();
  const sessions = new Set<{ destroy(): void }>();
  const server = createServer();
  server.on("session", (session) => void sessions.add(session));
  server.on("stream", (stream, headers) => {
    let payload = "";
    stream.setEncoding("utf8");
    stream.on("data", (part: string) => (payload += part));
    stream.on("end", () => {
      const [, token = ""] = /^\/3\/device\/(.+)$/.exec(headers[":path"] ?? "") ?? [];
      pushes.push({ token, topic: String(headers["apns-topic"]), payload });
      const status = failures.shift() ?? (gone.has(token) ? 410 : 200);
      stream.respond({ ":status": status });
      stream.end(status === 410 ? JSON.stringify({ reason: "Unregistered" }) : "");
      for (const watch of watchers) watch();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pushes,
    gone,
    fail: (...statuses) => void failures.push(...statuses),
    async arrived(count) {
      let watch: () => void = () => undefined;
      let timer: NodeJS.Timeout | undefined;
      try {
        await new Promise<void>((resolve, reject) => {
          watch = () => (pushes.length >= count ? resolve() : undefined);
          watchers.add(watch);
          timer = setTimeout(() => reject(new Error(`${pushes.length} of ${count} pushes came`)), 5_000);
          watch();
        });
      } finally {
        watchers.delete(watch);
        clearTimeout(timer);
      }
    },
    async close() {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, "close");
    },
  };
};
