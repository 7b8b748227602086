import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

/** A webhook that arrived, its signature checked by the independent standardwebhooks package. */
export interface Arrival {
  event: string;
  id: string;
  body: Record<string, unknown>;
  isVerified: boolean;
  afterMs: number;
}

export interface DemoReceiver {
  url: string;
  /** Set once the subscription has given it. */
  secret: string;
  /** The next arrival of this event; waits for it. */
  next(event: string): Promise<Arrival>;
  stop(): Promise<void>;
}

const waitMs = 30_000;

const isVerified = (secret: string, body: string, headers: Record<string, string>): boolean => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};

/** A receiver as Zapier's would be: takes the POST, checks the signature, answers 200. */
export const startDemoReceiver = async (): Promise<DemoReceiver> => {
  const arrivals: Arrival[] = [];
  const waiting: (() => void)[] = [];
  const startedAt = performance.now();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const body = JSON.parse(text) as Record<string, unknown>;
      arrivals.push({
        event: String(body["event"]),
        id: String(body["id"]),
        body,
        isVerified: isVerified(receiver.secret, text, request.headers as Record<string, string>),
        afterMs: Math.round(performance.now() - startedAt),
      });
      response.end("ok");
      for (const wake of waiting.splice(0)) wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: DemoReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/catch`,
    secret: "",
    async next(event) {
      const deadline = performance.now() + waitMs;
      for (;;) {
        const at = arrivals.findIndex((arrival) => arrival.event === event);
        const [found] = at === -1 ? [] : arrivals.splice(at, 1);
        if (found !== undefined) return found;
        const left = deadline - performance.now();
        if (left <= 0) throw new Error(`${event} did not arrive within ${waitMs / 1000} seconds`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          waiting.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return receiver;
};
