import type { CommitMode } from "./commits/index.ts";

/* Which servers can be used, and what each can do. */

/** The oldest whose indexes and updates are the ones that are used here. */
const oldestVersion = 6;

/** The server is there, and cannot be used. */
export class UnfitStore extends Error {}

/** The first with a bulk over collections is MongoDB 8. */
const firstWithBulk = 8;

/** What a server says of itself. */
type BuildInfo = Partial<Record<"version" | "versionArray" | "storageEngines", unknown>>;

/**
 * How a server takes commits. The embedded store, which names its engine, takes a bulk as a whole or not at all.
 * @throws UnfitStore when it is too old
 */
export const commitModeOf = ({ version, versionArray, storageEngines }: BuildInfo): CommitMode => {
  const [major = oldestVersion] = Array.isArray(versionArray) ? (versionArray as number[]) : [];
  if (major < oldestVersion)
    throw new UnfitStore(
      `The server at MONGODB_URI is MongoDB ${String(version)}, and ${oldestVersion}.0 or later is needed: upgrade it, and start again.`,
    );
  if (major < firstWithBulk) return "staged";
  return Array.isArray(storageEngines) && storageEngines.includes("embedded") ? "atomic" : "ordered";
};
