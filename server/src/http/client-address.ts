import type { IncomingMessage } from "node:http";
import { createNetworks, parseAddress, type Address } from "../core/address-guard.ts";

/*
 * Whose request it is. Anybody can write X-Forwarded-For, so only what a trusted proxy added counts: a proxy puts the
 * address it was called from at the right end, so the header is read from there, and the first address that is no
 * trusted proxy is the client. What stands further left is the client's own word. Forwarded is not read: proxies that
 * do not know it pass on what a client wrote.
 */

/** Tells the client's address; empty when the connection is gone. */
export type ClientAddress = (request: IncomingMessage) => string;

/** An entry of X-Forwarded-For; some proxies add the port, and brackets with it. */
const addressOf = (entry: string): Address | null => {
  const text = entry.trim();
  const [, bracketed] = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text) ?? [];
  const [, beforePort] = /^([\d.]+):\d{1,5}$/.exec(text) ?? [];
  return parseAddress(bracketed ?? beforePort ?? text);
};

/** @param trustedProxies addresses and networks whose word about the client is taken */
export const createClientAddress = (trustedProxies: readonly string[]): ClientAddress => {
  const isTrusted = createNetworks(trustedProxies);
  return ({ socket, headers }) => {
    const peer = socket.remoteAddress ?? "";
    let client = parseAddress(peer);
    if (client === null) return peer;
    const entries = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
    while (isTrusted(client)) {
      const next = addressOf(entries.pop() ?? "");
      if (next === null) break;
      client = next;
    }
    return client.toString();
  };
};

const proxyHeaders = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];
const loopback = createNetworks(["127.0.0.0/8", "::1"]);

/**
 * True for somebody on this machine who calls by a loopback name: a proxy on this machine speaks for others, and a page
 * of another site whose name was made to point here says that name.
 */
export const isLocalCall = ({ socket, headers }: IncomingMessage): boolean => {
  const peer = parseAddress(socket.remoteAddress ?? "");
  if (peer === null || !loopback(peer) || proxyHeaders.some((name) => headers[name] !== undefined))
    return false;
  const [, host = ""] = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(headers.host ?? "") ?? [];
  const named = parseAddress(host.replace(/^\[|\]$/g, ""));
  return host.toLowerCase() === "localhost" || (named !== null && loopback(named));
};
