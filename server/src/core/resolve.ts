import type { LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";

/** All addresses of a name. Rejects when there is none. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/**
 * Asks the DNS itself instead of getaddrinfo, which would run in Node's four worker threads: a few names whose
 * servers do not answer would hold up every other delivery, and the store's writes with them.
 */
export const resolvePublicName: Resolve = async (hostname) => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found = [
    ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 })) : []),
    ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 })) : []),
  ];
  if (found.length === 0) throw four.status === "rejected" ? four.reason : new Error("no address");
  return found;
};
