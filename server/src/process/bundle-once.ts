import { cannotWrite } from "../core/made-once.ts";
import { bundleServer } from "./bundle.ts";

/*
 * The program that server/start.mjs runs to have the server bundled, given the root, the shelf and the key: a process of
 * its own, so that what the bundler takes of memory goes with it. Ends with 3 where nothing may be written.
 */

const [root = "", shelf = "", key = ""] = process.argv.slice(2);
try {
  await bundleServer(root, shelf, key);
} catch (error) {
  if (!cannotWrite(error)) throw error;
  process.exitCode = 3;
}
