import type { Mutant } from "../mutant.ts";

/** Whom the server may call, and how it signs. */
export const outboundMutants: readonly Mutant[] = [
  {
    without: "loopback among the addresses that are not public",
    file: "server/src/core/address-guard.ts",
    find: 'const notPublicV4 = networks([\n  "0.0.0.0/8",\n  "10.0.0.0/8",',
    replace: 'const notPublicV4 = networks([\n  "0.0.0.0/8",',
    test: "test/server/core/safe-fetch-address.test.ts",
    title: "never allows an IPv4 address that ipaddr.js does not call unicast, and refuses only known ones",
  },
  {
    without: "the IPv4 address inside an IPv6 address",
    file: "server/src/core/address-guard.ts",
    find: "if (six.isIPv4MappedAddress()) return six.toIPv4Address();",
    replace: "",
    test: "test/server/core/safe-fetch-address.test.ts",
    title: "opens the operator's networks, but never loopback, link-local or metadata",
  },
  {
    without: "what no network of the operator may open",
    file: "server/src/core/address-guard.ts",
    find: "&& !inside(address, neverByRange)",
    replace: "",
    test: "test/server/core/safe-fetch-address.test.ts",
    title: "opens the operator's networks, but never loopback, link-local or metadata",
  },
  {
    without: "the end of a deadline with its request",
    file: "server/src/core/safe-answer.ts",
    find: "clearTimeout(this.#timer);",
    replace: "",
    test: "test/server/core/safe-fetch.test.ts",
    title: "leaves no timer behind when a request has ended before its time",
  },
  {
    without: "judging every address of a name",
    file: "server/src/core/safe-fetch.ts",
    find: "first === undefined || !addresses.every(({ address }) => policy.allowsAddress(address))",
    replace: "first === undefined",
    test: "test/server/core/safe-fetch.test.ts",
    title: "judges a name again at each attempt: what resolved well at create may point inside later",
  },
  {
    without: "https alone for who is not the operator's word",
    file: "server/src/core/target-policy.ts",
    find: 'protocol !== "https:" || !ports.has(port)',
    replace: "!ports.has(port)",
    test: "test/server/core/safe-fetch-target.test.ts",
    title: "opens private networks to https only, and never loopback",
  },
  {
    without: "the ports that are allowed",
    file: "server/src/core/target-policy.ts",
    find: 'protocol !== "https:" || !ports.has(port)',
    replace: 'protocol !== "https:"',
    test: "test/server/core/safe-fetch-target.test.ts",
    title: "allows more ports where the operator says so",
  },
  {
    without: "the secret's key in a signature",
    file: "server/src/hooks/sign.ts",
    find: 'Buffer.from(secret.slice(prefix.length), "base64")',
    replace: "Buffer.from(secret)",
    test: "test/server/hooks/sign.test.ts",
    title: "signs as the published vector of Standard Webhooks says",
  },
];
