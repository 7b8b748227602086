import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

const networks = (list: readonly string[]): Network[] => list.map((cidr) => ipaddr.parseCIDR(cidr));

/** IANA's special-purpose registries for IPv4, and everything from multicast up. */
const notPublicV4 = networks([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  // Azure's host agent answers at a public-looking address
  "168.63.129.16/32",
]);

/** Only 2000::/3 is unicast on the Internet; these parts of it are not. */
const globalV6 = networks(["2000::/3"]);
const notPublicV6 = networks(["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);

/**
 * What no network range may open, only an exact host entry: this host, link-local, multicast, and the addresses where
 * clouds hand out credentials.
 */
const neverByRange = networks([
  "0.0.0.0/8",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "224.0.0.0/3",
  "100.100.100.200/32",
  "168.63.129.16/32",
  "192.0.0.192/32",
  "::/127",
  "fe80::/10",
  "ff00::/8",
  "fd00:ec2::254/128",
  "fd20:ce::254/128",
]);

const nat64 = networks(["64:ff9b::/96"]);

const inside = (address: Address, list: readonly Network[]): boolean =>
  list.some(([base, bits]) => base.kind() === address.kind() && address.match(base as never, bits));

/** The address that is really reached: v4-mapped and NAT64 addresses stand for the IPv4 address in their last 32 bits. */
const unwrap = (address: Address): Address => {
  if (address.kind() === "ipv4") return address;
  const six = address as ipaddr.IPv6;
  if (six.isIPv4MappedAddress()) return six.toIPv4Address();
  if (inside(six, nat64)) return ipaddr.fromByteArray(six.toByteArray().slice(12));
  return six;
};

/** ipaddr.js reads octal and short forms too, and takes ::1.2.3.4 for v4-mapped: it gets plain addresses only. */
const plainForm = (text: string): string | null => {
  const family = isIP(text);
  if (family === 4) return text;
  const url = `http://[${text}]/`;
  return family === 6 && URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : null;
};

/** An IP address, v4-mapped and NAT64 ones as the IPv4 address they stand for; null for anything else. */
export const parseAddress = (text: string): Address | null => {
  const plain = plainForm(text);
  return plain === null || !ipaddr.isValid(plain) ? null : unwrap(ipaddr.parse(plain));
};

/** Who an address belongs to, as far as it tells: an IPv4 address, or the /64 that an IPv6 client is given whole. */
export const networkOf = (text: string): string => {
  const address = parseAddress(text);
  if (address === null || address.kind() === "ipv4") return address?.toString() ?? text;
  return `${(address as ipaddr.IPv6).parts.slice(0, 4).join(":")}/64`;
};

const isPublic = (address: Address): boolean =>
  address.kind() === "ipv4"
    ? !inside(address, notPublicV4)
    : inside(address, globalV6) && !inside(address, notPublicV6);

/** Says whether an IP address may be dialled. What cannot be parsed may not. */
export type AddressGuard = (address: string) => boolean;

/**
 * Public addresses, and the operator's own networks.
 * @param allowedCidrs networks such as 10.0.0.0/8; they never open loopback, link-local or metadata addresses.
 */
export const createAddressGuard = (allowedCidrs: readonly string[] = []): AddressGuard => {
  const allowed = networks(allowedCidrs);
  return (text) => {
    const address = parseAddress(text);
    if (address === null) return false;
    if (isPublic(address)) return true;
    return inside(address, allowed) && !inside(address, neverByRange);
  };
};

/** Addresses and networks, 10.0.0.1 or 10.0.0.0/8, as one question. @throws for what is neither */
export const createNetworks = (list: readonly string[]): ((address: Address) => boolean) => {
  const known = list.map((entry): Network => {
    const [text = "", bits] = entry.split("/");
    const base = ipaddr.parse(text);
    const isMapped = base.kind() === "ipv6" && (base as ipaddr.IPv6).isIPv4MappedAddress();
    const whole = base.kind() === "ipv4" ? 32 : 128;
    const length = bits === undefined ? whole : Number(bits);
    return isMapped && length >= 96 ? [unwrap(base), length - 96] : [base, length];
  });
  return (address) => inside(address, known);
};
