import { BlockList, isIP } from "node:net";

/** Pages of an installation that people copy from the browser instead of its address. */
const knownPages = /\/(v1|console|docs)(\/.*)?$/;

const localNames = /(^|\.)(localhost|local|internal|lan|test|home\.arpa)$/;

const localNumbers = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  localNumbers.addSubnet(net, prefix);
for (const [net, prefix] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  localNumbers.addSubnet(net, prefix, "ipv6");

/** A host as it stands in an address, numbers in any spelling made into plain ones; undefined for what is none. */
const hostOf = (typed: string): string | undefined => {
  const address = `http://${typed}`;
  return URL.canParse(address) ? new URL(address).hostname : undefined;
};

/** A host that only a local network reaches: a literal of one, or a name without a dot. `10.example.com` is a public name. */
const isLocal = (host: string): boolean => {
  const literal = host.replace(/^\[|\]$/g, "");
  const version = isIP(literal);
  if (version !== 0) return localNumbers.check(literal, version === 6 ? "ipv6" : "ipv4");
  return localNames.test(host) || !host.includes(".");
};

/** At Zapier a local address would be one of Zapier's own machines; on a developer's machine it is the server tried. */
const runsAtZapier = (): boolean => process.env["AWS_LAMBDA_FUNCTION_NAME"] !== undefined;

const withScheme = (typed: string): string => {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) return typed;
  return `${isLocal(hostOf(typed) ?? "") ? "http" : "https"}://${typed}`;
};

/** What is wrong with an address, in the words of the connection form. */
export class AddressProblem extends Error {}

const example = "Enter it like https://loyalty.example.com.";

const checkHost = (text: string, { protocol, hostname }: URL, atZapier: boolean): void => {
  if (protocol !== "https:" && protocol !== "http:")
    throw new AddressProblem(`The Installation Address must start with https://. ${example}`);
  if (atZapier && isLocal(hostname))
    throw new AddressProblem(
      `“${text}” is an address of a local network, which cannot be reached from here. Enter the public address of your installation.`,
    );
  if (protocol === "http:" && !isLocal(hostname))
    throw new AddressProblem(
      `The Installation Address “${text}” starts with http://, which would send your API key unprotected. Enter it with https:// instead.`,
    );
};

/**
 * The address of an installation as people paste it, made into `https://host` with an optional path: without /v1,
 * a page of the console, or a slash at the end.
 * @throws AddressProblem with a sentence for the connection form
 */
export const installationAddress = (typed: string | undefined, atZapier = runsAtZapier()): string => {
  const text = (typed ?? "").replace(/\p{Cf}/gu, "").trim();
  if (text === "") throw new AddressProblem(`The Installation Address is empty. ${example}`);
  const address = withScheme(text);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.hostname === "")
    throw new AddressProblem(`The Installation Address “${text}” is not a web address. ${example}`);
  if (url.username !== "" || url.password !== "")
    throw new AddressProblem(`The Installation Address must not contain a login or password. ${example}`);
  checkHost(text, url, atZapier);
  const path = url.pathname.replace(knownPages, "").replace(/\/+$/, "");
  return `${url.origin}${path}`;
};
