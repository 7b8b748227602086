import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Many receivers behind one port: those below `bad` hang or answer 500, half and half; the others answer at once. */
export interface Target {
  url(place: number): string;
  /** When each delivery of a receipt came first, by receipt and place. */
  readonly arrivals: ReadonlyMap<string, number>;
  /** Deliveries that came to a healthy one again. */
  readonly repeats: number;
  close(): void;
}

export const startTarget = async (bad: number): Promise<Target> => {
  const arrivals = new Map<string, number>();
  const hanging = new Set<ServerResponse>();
  let repeats = 0;
  const server = createServer((request, response) => {
    const at = performance.now();
    const place = Number(request.url?.slice(1));
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (place < bad / 2) {
        hanging.add(response);
        response.on("close", () => hanging.delete(response));
        return;
      }
      response.statusCode = place < bad ? 500 : 200;
      response.end();
      const receipt = /"receipt_id":"([^"]+)"/.exec(Buffer.concat(chunks).toString())?.[1];
      const key = `${receipt} ${place}`;
      if (place >= bad && arrivals.has(key)) repeats += 1;
      if (!arrivals.has(key)) arrivals.set(key, at);
    });
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: (place) => `http://127.0.0.1:${port}/${place}`,
    arrivals,
    get repeats() {
      return repeats;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
};
