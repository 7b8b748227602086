import { parentPort, workerData } from "node:worker_threads";
import { EmbeddedMongoError } from "./errors.ts";
import { serve, type ServeOptions } from "./serve.ts";

/** What the door asks for: a whole stop, or, when the process ends without one, to let go of the file and say so by setting the number to 1. */
export type ToWorker = { kind: "stop" } | { kind: "let go"; told: Int32Array };

/** The messages between the door and the thread that holds the store. */
export type FromWorker =
  { kind: "started"; uri: string } | { kind: "failed"; code?: string; message: string } | { kind: "stopped" };

async function main(): Promise<void> {
  const port = parentPort;
  if (!port) return;
  const tell = (message: FromWorker): void => port.postMessage(message);
  try {
    const served = await serve(workerData as ServeOptions);
    process.once("exit", served.letGo);
    port.on("message", (message: ToWorker) => {
      if (message.kind === "let go") {
        served.letGo();
        Atomics.store(message.told, 0, 1);
        Atomics.notify(message.told, 0);
      } else
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
