import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const places = 10;
const quietMs = 15_000;

/** Ten receivers, a port each as ten receivers are; each answers at once and notes when the first bytes came. */
export interface Sink {
  url(place: number): string;
  /** Begins to note; what carries no mark of this run is not counted. */
  begin(mark: string): void;
  /** Resolves when so many have come, or none has for a while. @returns when each came, by place and number */
  all(count: number): Promise<ReadonlyMap<string, number>>;
  /** How often one came twice. */
  readonly repeats: number;
  close(): Promise<void>;
}

export const startSink = async (): Promise<Sink> => {
  let mark = "none";
  let arrivals = new Map<string, number>();
  let repeats = 0;
  let onArrival = (): void => undefined;
  const note = (place: number, at: number, body: string): void => {
    const number = new RegExp(`${mark}-(\\d+)`).exec(body)?.[1];
    if (number === undefined) return;
    const key = `${place} ${number}`;
    if (arrivals.has(key)) repeats += 1;
    else arrivals.set(key, at);
    onArrival();
  };
  const start = async (place: number): Promise<Server> => {
    const server = createServer((request, response) => {
      const at = performance.now();
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.end();
        note(place, at, Buffer.concat(chunks).toString());
      });
    });
    server.keepAliveTimeout = 120_000;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return server;
  };
  const servers = await Promise.all(Array.from({ length: places }, (_, place) => start(place)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  return {
    url: (place) => `http://127.0.0.1:${ports[place % places]}/`,
    begin(name) {
      [mark, arrivals, repeats] = [name, new Map(), 0];
    },
    all: (count) =>
      new Promise((resolve) => {
        let quiet: NodeJS.Timeout | undefined;
        const end = (): void => {
          clearTimeout(quiet);
          onArrival = () => undefined;
          resolve(arrivals);
        };
        onArrival = () => {
          if (arrivals.size >= count) return end();
          clearTimeout(quiet);
          quiet = setTimeout(end, quietMs);
        };
        onArrival();
      }),
    get repeats() {
      return repeats;
    },
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await Promise.all(servers.map((server) => once(server, "close")));
    },
  };
};
