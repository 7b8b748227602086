/** Pages of an installation that people copy from the browser instead of its address. */
const knownPages = /\/(v1|console|docs)(\/.*)?$/;

const privateNames = /(^|\.)(localhost|local|internal|lan|test|home\.arpa)$/;

const privateNumbers = /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./;

const privateNumbers6 = /^\[(::1|f[cd]|fe[89ab])/;

/** A host that only a local network reaches; a name without a dot is one. */
const isPrivate = (host: string): boolean =>
  privateNames.test(host) || privateNumbers.test(host) || privateNumbers6.test(host) || !/[.:]/.test(host);

const withScheme = (typed: string): string => {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) return typed;
  const [host = ""] = typed.split(/[/:]/);
  return `${isPrivate(host.toLowerCase()) ? "http" : "https"}://${typed}`;
};

/** What is wrong with an address, in the words of the connection form. */
export class AddressProblem extends Error {}

const example = "Enter it like https://loyalty.example.com.";

/**
 * The address of an installation as people paste it, made into `https://host` with an optional path: without /v1,
 * a page of the console, or a slash at the end.
 * @throws AddressProblem with a sentence for the connection form
 */
export const installationAddress = (typed: string | undefined): string => {
  const text = (typed ?? "").trim();
  if (text === "") throw new AddressProblem(`The Installation Address is empty. ${example}`);
  const address = withScheme(text);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.hostname === "")
    throw new AddressProblem(`The Installation Address “${text}” is not a web address. ${example}`);
  if (url.username !== "" || url.password !== "")
    throw new AddressProblem(`The Installation Address must not contain a login or password. ${example}`);
  if (url.protocol === "http:" && !isPrivate(url.hostname))
    throw new AddressProblem(
      `The Installation Address “${text}” starts with http://, which would send your API key unprotected. Enter it with https:// instead.`,
    );
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new AddressProblem(`The Installation Address must start with https://. ${example}`);
  const path = url.pathname.replace(knownPages, "").replace(/\/+$/, "");
  return `${url.origin}${path}`;
};
