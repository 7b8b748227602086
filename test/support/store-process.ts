import { parseArgs } from "node:util";
import { startEmbeddedMongo } from "../../server/src/embedded-mongo/index.ts";

/* An embedded store as a process of its own, which can be killed and whose commands can be made to fail. Prints its port. */

const { values } = parseArgs({ options: { folder: { type: "string", default: "" } } });
const { uri } = await startEmbeddedMongo({ folder: values.folder, port: 0, testCommands: true });
process.stdout.write(`${new URL(uri).port}\n`);
