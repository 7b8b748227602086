import { Worker } from "node:worker_threads";
import { EmbeddedMongoError } from "./errors.ts";
import { Changes, changesMemory } from "./store/changes.ts";
import type { FromWorker, ToWorker } from "./worker.ts";

export { backupStore, restoreStore } from "./copy.ts";
export { EmbeddedMongoError };

export interface EmbeddedMongoOptions {
  /** Where the documents are kept; made if it is not there. One process at a time. */
  folder: string;
  /** Listen on this Unix socket; must end in `.sock`. Without it and without `port`: one inside the folder. */
  socketPath?: string;
  /** Listen on this port of 127.0.0.1 instead; 0 takes a free one. */
  port?: number;
  /** For tests only: whoever is connected may then make commands fail, by MongoDB's `configureFailPoint`. */
  testCommands?: boolean;
}

export interface EmbeddedMongo {
  /** What to give to a MongoDB driver. */
  uri: string;
  /** A function that gives a number for a collection (`database.name`), another one once anything in it has changed, by whomever. */
  changesOf: (namespace: string) => () => number;
  /** Ends connections, waits for the last commit, frees the folder. */
  stop: () => Promise<void>;
}

/** Where V8 puts what is new: two halves and a third for large things, 8 each. What a command makes is garbage after it. */
const maxYoungGenerationSizeMb = 24;

/**
 * Starts the embedded store in a thread of its own. An acknowledged write is on disk.
 * Throws EmbeddedMongoError, with a sentence that says what to do, when the folder cannot be used.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const memory = changesMemory();
  const worker = new Worker(threadEntry(), {
    workerData: { ...options, changes: memory },
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const started = await firstMessage(worker);
  // From here on an error of the thread has no listener and ends the process: a server without its store must not go on.
  worker.removeAllListeners("error");
  if (started.kind === "failed") {
    await exited;
    throw started.code
      ? new EmbeddedMongoError(started.code as EmbeddedMongoError["code"], started.message)
      : new Error(started.message);
  }
  const changes = new Changes(memory);
  const letGo = (): void => waitUntilLetGo(worker);
  process.once("exit", letGo);
  return {
    uri: started.kind === "started" ? started.uri : "",
    changesOf: (namespace) => {
      const place = changes.place(namespace);
      return () => changes.count(place);
    },
    stop: async () => {
      process.off("exit", letGo);
      worker.postMessage({ kind: "stop" } satisfies ToWorker);
      await exited;
    },
  };
}

const letGoWithinMs = 2000;

/** A process that ends ends its threads wherever they are; this one has to let go of its file first, or its end would never come. */
function waitUntilLetGo(worker: Worker): void {
  const told = new Int32Array(new SharedArrayBuffer(4));
  worker.postMessage({ kind: "let go", told } satisfies ToWorker);
  Atomics.wait(told, 0, 0, letGoWithinMs);
}

/** From sources the thread starts with a loader of its own (thread.mjs says why), built it is plain JavaScript. */
function threadEntry(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./thread.mjs" : "./worker.js", import.meta.url);
}

function firstMessage(worker: Worker): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
