import { parentPort, workerData } from "node:worker_threads";
import { EmbeddedMongoError } from "./errors.ts";
import { serve, type ServeOptions } from "./serve.ts";

/** The messages between the door and the thread that holds the store. */
export type FromWorker =
  { kind: "started"; uri: string } | { kind: "failed"; code?: string; message: string } | { kind: "stopped" };

async function main(): Promise<void> {
  const port = parentPort;
  if (!port) return;
  const tell = (message: FromWorker): void => port.postMessage(message);
  try {
    const served = await serve(workerData as ServeOptions);
    port.once("message", () => {
      void served.stop().then(() => {
        tell({ kind: "stopped" });
        port.close();
      });
    });
    tell({ kind: "started", uri: served.uri });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tell({ kind: "failed", message, ...(error instanceof EmbeddedMongoError && { code: error.code }) });
    port.close();
  }
}

void main();
