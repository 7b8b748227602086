import { createServer, type RequestListener, type Server } from "node:http";
import { join } from "node:path";
import { createApp, createPlatform } from "./app.ts";
import { bootstrap } from "./bootstrap.ts";
import { ConfigError, loadEnvFile, readConfig, type Config } from "./config.ts";
import { systemClock } from "./core/clock.ts";
import { createLog } from "./core/log.ts";
import { Failure } from "./core/failure.ts";
import { openStore } from "./core/store.ts";
import { EmbeddedMongoError, startEmbeddedMongo, type EmbeddedMongo } from "./embedded-mongo/index.ts";
import { failpointFrom } from "./failpoint.ts";
import { problemOf } from "./http/problem.ts";
import { welcome } from "./welcome.ts";

/*
 * The process: config → store → app and workers → listen; a signal stops them in reverse. What cannot start says so in
 * one sentence and leaves with code 1.
 */

/** How long requests and attempts under way may take to finish after a signal. */
const stopWithinMs = 25_000;

const openedStore = async (config: Config): Promise<{ uri: string; embedded: EmbeddedMongo | null }> => {
  if (config.MONGODB_URI !== undefined) return { uri: config.MONGODB_URI, embedded: null };
  const embedded = await startEmbeddedMongo({ folder: join(config.DATA_DIR, "store") });
  return { uri: embedded.uri, embedded };
};

const listen = (server: Server, config: Config): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.PORT, config.HOST, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : config.PORT);
    });
  });

/** The port is open before the store is ready; who comes early is told to come back. */
const answerStarting: RequestListener = (_request, response) => {
  response.writeHead(503, { "content-type": "application/problem+json", "retry-after": "1" });
  response.end(JSON.stringify(problemOf(new Failure("unavailable"), "")));
};

const sentenceFor = (error: unknown, config: Config | null): string | null => {
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

const run = async (config: Config): Promise<void> => {
  const log = createLog(config.LOG_LEVEL);
  let answer: RequestListener = answerStarting;
  const server = createServer((request, response) => answer(request, response));
  const { uri, embedded } = await openedStore(config);
  const store = await openStore(uri, log).catch(async (error: unknown) => {
    await embedded?.stop();
    throw error;
  });
  const closeStore = async (): Promise<void> => {
    await store.close();
    await embedded?.stop();
  };
  try {
    // The port is taken before the store is written to: a busy port leaves nothing half done.
    const port = await listen(server, config);
    const publicUrl = (config.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/$/, "");
    const reach = failpointFrom(config.FAILPOINT);
    const platform = await createPlatform({ config, clock: systemClock, log, store, publicUrl, reach });
    const access = await bootstrap(platform);
    const app = createApp(platform, { reach });
    await app.start();
    answer = app.koa.callback() as RequestListener;
    welcome({ publicUrl, access });
    log.info({ port, role: config.ROLE }, "ready");
    stopOnSignal(async () => {
      log.info("stopping");
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await app.stop();
      await closed;
      await closeStore();
    });
  } catch (error) {
    server.close();
    await closeStore();
    throw error;
  }
};

const stopOnSignal = (stop: () => Promise<void>): void => {
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The stop failed: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
};

let config: Config | null = null;
try {
  loadEnvFile();
  config = readConfig();
  await run(config);
} catch (error) {
  const sentence = sentenceFor(error, config);
  process.stderr.write(
    `${sentence ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
  );
  process.exit(1);
}
