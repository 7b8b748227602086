import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalApp, Origin } from "./manifest.ts";

/** What stands on Make since an earlier deployment, so that a repeat need not ask for every text. */
export interface Memory {
  /** Whether this part was brought to Make as it is now. */
  stands(part: string, content: unknown): boolean;
  /** Writes down that it was; at once, so that a deployment that is stopped goes on where it was. */
  keep(part: string, content: unknown): void;
}

const digestOf = (content: unknown): string =>
  createHash("sha256").update(JSON.stringify(content)).digest("hex");

const read = (path: string): Record<string, string> => {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  } catch {
    // Without it, or with one that cannot be read, everything is compared with what Make has.
    return {};
  }
};

/** The memory of one origin, a file beside the manifest that is not committed. `afresh` begins without it. */
export const memoryOf = (
  { folder }: LocalApp,
  { baseUrl, appId, appVersion }: Origin,
  afresh: boolean,
): Memory => {
  const path = join(folder, `.deployed-${appId}-${appVersion}.json`);
  const known = afresh ? {} : read(path);
  const keyOf = (part: string): string => `${baseUrl} ${part}`;
  return {
    stands: (part, content) => known[keyOf(part)] === digestOf(content),
    keep(part, content) {
      known[keyOf(part)] = digestOf(content);
      writeFileSync(path, `${JSON.stringify(known, null, 2)}\n`);
    },
  };
};
