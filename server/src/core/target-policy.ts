import { isIP } from "node:net";
import { createAddressGuard, type AddressGuard } from "./address-guard.ts";

/** What the operator allows beyond public https addresses. */
export interface TargetRules {
  /** `host` or `host:port`: that exact host, http or https, on any port or that one; loopback too. */
  readonly allowedHosts: readonly string[];
  /** Private networks that may be reached over https. */
  readonly allowedCidrs: readonly string[];
  /** Ports beside 443 and 8443. */
  readonly allowedPorts: readonly number[];
}

/** How a target may be dialled: `exact` hosts are the operator's word, `guarded` ones have each address judged. */
export type TargetVerdict = "exact" | "guarded" | "refused";

export interface TargetPolicy {
  /** Judges a URL by its text alone; names are judged again when they resolve. */
  judge(target: string): TargetVerdict;
  /** Judges host, port and scheme as the connector sees them. */
  judgeHost(target: { protocol: string; hostname: string; port: number }): TargetVerdict;
  readonly allowsAddress: AddressGuard;
}

const maxLength = 2_048;
const defaultPorts = [443, 8_443];
const localSuffixes = [".local", ".internal", ".localhost"];
const unprintable = /[\u0000-\u0020\u007f]/;

const bare = (hostname: string): string =>
  hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");

/** The host as URL writes it, so that entries and targets compare equal in any spelling. */
const normalHost = (host: string): string => {
  try {
    return bare(new URL(`http://${host}/`).hostname);
  } catch {
    return bare(host);
  }
};

const portOf = (url: URL): number => Number(url.port || (url.protocol === "https:" ? 443 : 80));

const splitEntry = (entry: string): { host: string; port: number | null } => {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry);
  return { host: normalHost(match?.[1] ?? entry), port: match?.[2] === undefined ? null : Number(match[2]) };
};

/** Each part of 1 to 63 characters, 253 in all (RFC 1035 2.3.4): of any other nothing resolves, today or later. */
const isPossibleName = (host: string): boolean =>
  host.length <= 253 && host.split(".").every((part) => part.length >= 1 && part.length <= 63);

const isLocalName = (host: string): boolean =>
  !host.includes(".") || localSuffixes.some((suffix) => host.endsWith(suffix));

/** Builds the judge of outbound targets. WHATWG's parser has read every spelling of an IPv4 address before we look. */
export const createTargetPolicy = (rules: TargetRules): TargetPolicy => {
  const exact = rules.allowedHosts.map(splitEntry);
  const ports = new Set([...defaultPorts, ...rules.allowedPorts]);
  const allowsAddress = createAddressGuard(rules.allowedCidrs);

  const judgeHost: TargetPolicy["judgeHost"] = ({ protocol, hostname, port }) => {
    const host = bare(hostname);
    if (exact.some((entry) => entry.host === host && (entry.port === null || entry.port === port)))
      return "exact";
    if (protocol !== "https:" || !ports.has(port)) return "refused";
    if (isIP(host) !== 0) return allowsAddress(host) ? "guarded" : "refused";
    return isPossibleName(host) && !isLocalName(host) ? "guarded" : "refused";
  };

  return {
    allowsAddress,
    judgeHost,
    judge(target) {
      if (target.length > maxLength || unprintable.test(target)) return "refused";
      if (!URL.canParse(target)) return "refused";
      const url = new URL(target);
      if (url.protocol !== "https:" && url.protocol !== "http:") return "refused";
      if (url.username !== "" || url.password !== "") return "refused";
      return judgeHost({ protocol: url.protocol, hostname: url.hostname, port: portOf(url) });
    },
  };
};
