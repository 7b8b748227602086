import { join } from "node:path";
import { backupStore } from "../embedded-mongo/index.ts";
import { UsageError } from "./config.ts";
import { runScript } from "./script.ts";

/*
 * `npm run backup -- FILE`: the embedded store as it is at this moment, in one file; the server may go on working. The copy
 * was read through before it gets its name.
 */

// A copy is closed to other users of the machine, as the folder of the store is.
process.umask(0o077);
await runScript(async (config, [file]) => {
  if (file === undefined) throw new UsageError("Say where the copy goes: npm run backup -- FILE.");
  if (config.MONGODB_URI !== undefined) {
    throw new UsageError("MONGODB_URI is set, so the data is MongoDB's: copy it with mongodump.");
  }
  const count = await backupStore(join(config.DATA_DIR, "store"), file);
  return `Copied ${count} documents to ${file}, and read them through.`;
});
