import type { Document } from "../bson/decode.ts";
import { CommandError } from "../errors.ts";
import { aggregate } from "./aggregate.ts";
import { bulkWrite } from "./bulk-write.ts";
import * as collections from "./collections.ts";
import type { Command } from "./command.ts";
import { distinct } from "./distinct.ts";
import { findAndModify } from "./find-and-modify.ts";
import { countCommand, find, getMore, killCursors } from "./find.ts";
import * as indexes from "./indexes.ts";
import { insert } from "./insert.ts";
import { assertOptions } from "./options.ts";
import * as session from "./session.ts";
import { deleteCommand, update } from "./update.ts";

const commands: Readonly<Record<string, Command>> = {
  aggregate,
  bulkWrite,
  buildInfo: session.buildInfo,
  buildinfo: session.buildInfo,
  count: countCommand,
  create: collections.create,
  createIndexes: indexes.createIndexes,
  delete: deleteCommand,
  deleteIndexes: indexes.dropIndexes,
  distinct,
  drop: collections.drop,
  dropDatabase: collections.dropDatabase,
  dropIndexes: indexes.dropIndexes,
  endSessions: session.endSessions,
  find,
  findAndModify,
  findandmodify: findAndModify,
  getMore,
  insert,
  killCursors,
  killSessions: session.killSessions,
  listCollections: collections.listCollections,
  listDatabases: collections.listDatabases,
  listIndexes: indexes.listIndexes,
  ping: session.ping,
  refreshSessions: session.refreshSessions,
  update,
};

/** The command a message asks for, its options checked. */
export function commandOf(message: Document): { name: string; command: Command } {
  const name = Object.keys(message)[0] ?? "";
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new CommandError("CommandNotFound", `no such command: '${name}'`);
  assertOptions(message, name, command.options);
  return { name, command };
}
