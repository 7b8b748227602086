import { join } from "node:path";
import { restoreStore } from "../embedded-mongo/index.ts";
import { UsageError } from "./config.ts";
import { runScript } from "./script.ts";

/*
 * `npm run restore -- FILE`: puts a copy of `npm run backup` into a DATA_DIR that has no store. What was due when the copy was made
 * is due again when the server starts: START_QUIET=1 lets it start without sending anything.
 */

await runScript(async (config, [file]) => {
  if (file === undefined) throw new UsageError("Say which copy: npm run restore -- FILE.");
  if (config.MONGODB_URI !== undefined) {
    throw new UsageError("MONGODB_URI is set, so the data is MongoDB's: bring it back with mongorestore.");
  }
  const count = await restoreStore(file, join(config.DATA_DIR, "store"));
  return [
    `Restored ${count} documents into ${config.DATA_DIR}.`,
    "START_QUIET=1 npm start looks at it without sending anything; npm start sends what was due when the copy was made.",
  ].join("\n");
});
