import { parseArgs } from "node:util";
import { startEmbeddedMongo } from "./index.ts";

/** `node --import tsx server/src/embedded-mongo/cli.ts --folder data --port 27017`: prints the URI, runs until SIGINT or SIGTERM. */
const { values } = parseArgs({
  options: { folder: { type: "string" }, port: { type: "string" }, socket: { type: "string" } },
});

if (!values.folder) {
  process.stderr.write(
    "Say where to keep the documents: --folder <path> [--port <number> | --socket <path>]\n",
  );
  process.exit(2);
}

try {
  const { uri, stop } = await startEmbeddedMongo({
    folder: values.folder,
    ...(values.port !== undefined && { port: Number(values.port) }),
    ...(values.socket !== undefined && { socketPath: values.socket }),
  });
  process.stdout.write(`${uri}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
