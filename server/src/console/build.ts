import { fileURLToPath } from "node:url";
import { buildBundle } from "./bundle.ts";

/** A step of `npm run build`: the console's bundle beside the compiled server. */
await buildBundle(fileURLToPath(new URL("../../dist/console-bundle", import.meta.url)));
