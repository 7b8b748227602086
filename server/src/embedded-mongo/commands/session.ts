import type { Command } from "./command.ts";

const maxDocumentBytes = 16 * 1024 * 1024;

/** Who this server says it is: the first version with `sort` in updates and with `bulkWrite`, both of which it has. */
export const maxWireVersion = 25;
export const serverVersion = "8.0.0";

/**
 * What drivers decide on. It calls itself the one primary of a one-member replica set, because drivers use retryable writes with replica sets
 * only, and those are kept here; what a stand-alone server lacks besides (transactions, change streams) is refused when asked for.
 */
export function helloReply(address: string, connectionId: number, now: Date): Record<string, unknown> {
  return {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    secondary: false,
    setName: "embedded",
    setVersion: 1,
    hosts: [address],
    primary: address,
    me: address,
    maxBsonObjectSize: maxDocumentBytes,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: now,
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion,
    readOnly: false,
  };
}

const nothing = (options: readonly string[]): Command => ({ kind: "read", options, run: () => ({}) });

/** Whoever asks whether the store is there means to write to it too. */
export const ping: Command = {
  ...nothing([]),
  run: (_command, { store }) => {
    store.storage.assertRoom();
    return {};
  },
};
/** Sessions hold nothing but their last retryable write, which ages out by itself. */
export const endSessions = nothing([]);
export const refreshSessions = nothing([]);
export const killSessions = nothing([]);

export const buildInfo: Command = {
  kind: "read",
  options: [],
  run: () => ({
    version: serverVersion,
    versionArray: [8, 0, 0, 0],
    gitVersion: "embedded",
    modules: [],
    bits: 64,
    debug: false,
    maxBsonObjectSize: maxDocumentBytes,
    storageEngines: ["embedded"],
  }),
};
