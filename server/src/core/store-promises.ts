import type { ConnectOptions } from "mongoose";

/*
 * What is promised of every call to the store, whatever its address says. What was answered is on the disks of a majority,
 * and what is read was; so both come from the primary. And nothing waits for ever: a store that takes connections and
 * says nothing is given up after a few seconds, by each single command and by the driver's look at its servers.
 */

/** How long a command waits for its connection, and then for its answer; one that may be repeated is sent once more. */
export const patienceMs = 5_000;

/** The driver looks at its servers no oftener. */
const leastHeartbeatMs = 500;

/** A write waits so long for the majority; its answer then comes before the patience ends. */
const majorityWithin = 0.75;

/** Options of the driver for these promises. @param patience in ms; 0 for work that takes as long as it takes */
export const promises = (patience: number): ConnectOptions => ({
  readPreference: "primary",
  readConcern: { level: "majority" },
  // an entry is acknowledged to the caller, so it must be durable on a majority first
  writeConcern: {
    w: "majority",
    journal: true,
    ...(patience > 0 && { wtimeoutMS: Math.ceil(patience * majorityWithin) }),
  },
  socketTimeoutMS: patience,
  serverSelectionTimeoutMS: patience || patienceMs,
  waitQueueTimeoutMS: patience,
  // the driver's look at its servers ends by it as well, and breaks what is under way
  connectTimeoutMS: patience,
  // what hangs on a silent server is ended when the look at it has hung as long
  heartbeatFrequencyMS: Math.max(leastHeartbeatMs, patience || patienceMs),
});

const pinned = new Set([
  "readpreference",
  "readpreferencetags",
  "maxstalenessseconds",
  "readconcernlevel",
  "w",
  "wtimeout",
  "wtimeoutms",
  "j",
  "journal",
  "fsync",
  "timeoutms",
  "sockettimeoutms",
  "serverselectiontimeoutms",
  "waitqueuetimeoutms",
  "connecttimeoutms",
  "heartbeatfrequencyms",
]);

const nameOf = (option: string): string => option.slice(0, `${option}=`.indexOf("=")).toLowerCase();

/**
 * A connection string without the options that these promises settle. Hosting companies put some of them into the
 * strings they hand out, so that they are passed over and not refused.
 * @returns it, and the names of what was left out
 */
export const withoutPinned = (uri: string): { uri: string; leftOut: readonly string[] } => {
  const cut = uri.indexOf("?");
  if (cut < 0) return { uri, leftOut: [] };
  const options = uri.slice(cut + 1).split(/[&;]/);
  const isPinned = (option: string): boolean => pinned.has(nameOf(option));
  const kept = options.filter((option) => !isPinned(option)).join("&");
  return {
    uri: kept === "" ? uri.slice(0, cut) : `${uri.slice(0, cut)}?${kept}`,
    leftOut: [...new Set(options.filter(isPinned).map((option) => option.split("=")[0] ?? ""))],
  };
};
