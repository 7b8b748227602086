import { ConfigError, type Config } from "./config.ts";
import { EmbeddedMongoError } from "./embedded-mongo/index.ts";

/** One sentence that says what to do about a start that failed; null for what only a stack can explain. */
export const sentenceFor = (error: unknown, config: Config | null): string | null => {
  if (error instanceof ConfigError || error instanceof EmbeddedMongoError) return error.message;
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `Port ${config?.PORT} is in use: stop what uses it, or set PORT to another one, and start again.`;
  if (code === "EACCES")
    return `Port ${config?.PORT} may not be opened by this user: set PORT to 1024 or more, and start again.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `HOST ${config?.HOST} is no address of this machine: correct HOST, and start again.`;
  const name = error instanceof Error ? error.name : "";
  if (name === "MongooseServerSelectionError" || name === "MongoServerSelectionError") {
    return "No MongoDB answers at MONGODB_URI: start it or correct the address, and start again.";
  }
  return null;
};
