import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./tree.ts";

/*
 * `npm run licences`: what runs in production, with its licence, from package-lock.json. Fails on a licence that nobody has
 * judged, so that a new one is read before it is shipped.
 */

/** Licences that let us ship what we build. Weak copyleft stands here by name: libvips comes as a library of its own, unchanged. */
const allowed = new Set([
  ...[
    "MIT",
    "MIT-0",
    "ISC",
    "0BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "Unlicense",
  ],
  ...["CC0-1.0", "CC-BY-4.0", "Public Domain", "Python-2.0", "Zlib", "LGPL-3.0-or-later"],
]);

/** Packages whose own words were read, where package.json names no known licence. */
const judged: Readonly<Record<string, string>> = {
  decko: "MIT, in its LICENSE",
  stickyfill: "MIT, in its LICENSE",
  "url-template": "BSD with three clauses, in its LICENSE",
  "urlsafe-base64": "MIT, at the end of its readme",
  "zapier-platform-core":
    "its LICENSE: the Zapier Platform Agreement, https://zapier.com/platform/tos, which who ships the app has to accept",
  "zapier-platform-schema": "as zapier-platform-core",
};

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

export interface Licensed {
  readonly name: string;
  readonly version: string;
  /** "unknown" where the package says none. */
  readonly licence: string;
}

/** Every package that an installation without development tools has. */
export const productionPackages = (): readonly Licensed[] => {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev, link }]) => path.includes("node_modules/") && dev !== true && link !== true)
    .map(([path, { version = "", license }]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      licence: license ?? "unknown",
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** Of alternatives one must be allowed, of what is joined all. */
export const isAllowed = (licence: string): boolean =>
  licence
    .replaceAll(/[()]/g, "")
    .split(" OR ")
    .some((one) => one.split(" AND ").every((part) => allowed.has(part.trim())));

export const refusedLicences = (packages: readonly Licensed[]): readonly Licensed[] =>
  packages.filter(({ name, licence }) => judged[name] === undefined && !isAllowed(licence));

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const packages = productionPackages();
  for (const { name, version, licence } of packages) process.stdout.write(`${name}@${version}  ${licence}\n`);
  const refused = refusedLicences(packages);
  for (const { name, licence } of refused)
    process.stderr.write(`${name} has a licence to judge: ${licence}\n`);
  process.exitCode = refused.length === 0 ? 0 : 1;
}
