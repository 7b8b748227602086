import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { nowMs, type Ask, type Told } from "./target.ts";

/*
 * Many receivers behind one port, as a process of their own, so that what they do delays no clock of the caller's: those
 * below the number given hang or answer 500, half and half; the others answer at once and note when each came first.
 */

const bad = Number(process.argv[2]);
let arrivals = new Map<string, number>();
/** Of what has been told; a repeat of it is none of a new arrival. */
let told = new Set<string>();
let repeats = 0;

const note = (place: number, body: string, at: number): void => {
  const receipt = /"receipt_id":"([^"]+)"/.exec(body)?.[1];
  const key = `${receipt} ${place}`;
  if (arrivals.has(key) || told.has(key)) repeats += 1;
  else arrivals.set(key, at);
};

const server = createServer((request, response) => {
  const at = nowMs();
  const place = Number(request.url?.slice(1));
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    if (place < bad / 2) return;
    response.statusCode = place < bad ? 500 : 200;
    response.end();
    if (place >= bad) note(place, Buffer.concat(chunks).toString(), at);
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1");
await once(server, "listening");

const say = (answer: Told): void => void process.send?.(answer);
process.on("message", (ask: Ask) => {
  if (ask === "count") return say({ count: arrivals.size, repeats });
  say({ arrivals: [...arrivals], repeats });
  told = new Set(arrivals.keys());
  arrivals = new Map();
});
process.on("disconnect", () => process.exit(0));
say({ port: (server.address() as AddressInfo).port });
