import { ConfigError, UsageError, type Config } from "./config.ts";
import { describeError, redactText } from "../core/redact.ts";
import { UnfitStore } from "../core/store-fit.ts";
import { EmbeddedMongoError } from "../embedded-mongo/index.ts";

/** CannotCreateIndex, CommandNotFound, CommandNotSupported: some services that speak MongoDB's protocol lack a part of it. */
const lacking: readonly unknown[] = [67, 59, 115];

/** OutOfDiskSpace. */
const outOfDiskSpace = 14_031;

/** What the driver says about MONGODB_URI; null for anything else. */
const storeSentence = (error: unknown): string | null => {
  if (!(error instanceof Error)) return null;
  const { name } = error;
  const syscall = "syscall" in error ? String(error.syscall) : "";
  if (/^Mongo(ose)?ServerSelectionError$|^MongoNetwork/.test(name) || syscall.startsWith("query"))
    return "No MongoDB answers at MONGODB_URI: start it or correct the address, and start again.";
  if (name === "MongoParseError" || name === "MongoInvalidArgumentError" || name === "MongoAPIError")
    return `MONGODB_URI cannot be used (${redactText(error.message)}): correct it, and start again.`;
  if (name === "MongoServerError" && "code" in error && (error.code === 18 || error.code === 13))
    return "MongoDB refuses the name or password in MONGODB_URI, or lets them do too little: correct it, and start again.";
  if (name === "MongoServerError" && "code" in error && lacking.includes(error.code))
    return `The server at MONGODB_URI lacks something that MongoDB 6.0 has (${redactText(error.message)}): use MongoDB 6.0 or later.`;
  if (name === "MongoServerError" && "code" in error && error.code === outOfDiskSpace)
    return `The disk under the store is full (${redactText(error.message)}): make room, and start again.`;
  return null;
};

/** One sentence that says what to do about a start that failed; null for what only a stack can explain. */
export const sentenceFor = (error: unknown, config: Config | null): string | null => {
  if (error instanceof ConfigError || error instanceof EmbeddedMongoError || error instanceof UsageError)
    return error.message;
  if (error instanceof UnfitStore) return error.message;
  const store = storeSentence(error);
  if (store !== null) return store;
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `Port ${config?.PORT} is in use: stop what uses it, or set PORT to another one, and start again.`;
  if (code === "EACCES")
    return `Port ${config?.PORT} may not be opened by this user: set PORT to 1024 or more, and start again.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `HOST ${config?.HOST} is no address of this machine: correct HOST, and start again.`;
  return null;
};

/** What a person who must repair it needs of an error that nothing expected, without what foreign errors carry. */
export const faultText = (error: unknown): string => {
  const { type, message, stack, cause } = describeError(error);
  const because = cause === undefined ? "" : `\ncaused by ${cause.type}: ${cause.message}\n${cause.stack}`;
  return redactText(`${type}: ${message}\n${stack}${because}`);
};
