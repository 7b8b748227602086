import type { Config } from "./config.ts";

/*
 * A first try on one's own machine: nothing says where the server is reached, where its data is, or whom it may call.
 * Then receivers on this machine are allowed, which a public server never does by itself (SPEC 6).
 */

const loopback = ["localhost", "127.0.0.1", "[::1]"] as const;

type Asked = Pick<
  Config,
  "PUBLIC_URL" | "MONGODB_URI" | "WEBHOOK_ALLOWED_HOSTS" | "WEBHOOK_ALLOWED_CIDRS" | "WEBHOOK_ALLOWED_PORTS"
>;

export const isFirstTry = (config: Asked): boolean =>
  config.PUBLIC_URL === undefined &&
  config.MONGODB_URI === undefined &&
  [config.WEBHOOK_ALLOWED_HOSTS, config.WEBHOOK_ALLOWED_CIDRS, config.WEBHOOK_ALLOWED_PORTS].every(
    (list) => list.length === 0,
  );

/** The hosts that hooks may call beyond public addresses. */
export const allowedHosts = (config: Asked): readonly string[] =>
  isFirstTry(config) ? loopback : config.WEBHOOK_ALLOWED_HOSTS;
