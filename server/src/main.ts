import { randomUUID } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import { createApp, createPlatform } from "./app.ts";
import { systemClock } from "./core/clock.ts";
import { Failure } from "./core/failure.ts";
import { createLog } from "./core/log.ts";
import { answerBrokenRequests } from "./http/broken-request.ts";
import { problemOf } from "./http/problem.ts";
import { bootstrap } from "./process/bootstrap.ts";
import { loadEnvFile, readConfig, type Config } from "./process/config.ts";
import { failpointFrom } from "./process/failpoint.ts";
import { isFirstTry } from "./process/first-try.ts";
import { clearAfterStart, collectAlone } from "./process/garbage.ts";
import { openConfiguredStore } from "./process/open-store.ts";
import { faultText, sentenceFor } from "./process/start-errors.ts";
import { welcome } from "./process/welcome.ts";

/*
 * The process: config → store → app and workers → listen; a signal stops them in reverse. What cannot start says so in
 * one sentence and leaves with code 1.
 */

/** How long requests and attempts under way may take to finish after a signal. */
const stopWithinMs = 25_000;

const listen = (server: Server, config: Config): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.PORT, config.HOST, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : config.PORT);
    });
  });

/** The port is open before the store is ready, and connections outlive the signal: who comes then is told to come back. */
const refuse: RequestListener = (_request, response) => {
  const id = randomUUID();
  response.writeHead(503, {
    "content-type": "application/problem+json",
    "retry-after": "1",
    "x-request-id": id,
    connection: "close",
  });
  response.end(JSON.stringify(problemOf(new Failure("unavailable"), id)));
};

/** Resolves when every request under way is answered; connections that wait for another one are closed. */
const finishRequests = async (server: Server): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweeping = setInterval(() => server.closeIdleConnections(), 50);
  server.closeIdleConnections();
  await closed;
  clearInterval(sweeping);
};

const run = async (config: Config): Promise<void> => {
  const log = createLog(config.LOG_LEVEL);
  let answer: RequestListener = refuse;
  const server = createServer((request, response) => answer(request, response));
  answerBrokenRequests(server);
  const opened = await openConfiguredStore(config, log);
  const { store } = opened;
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
    stopOnSignal(async () => {
      log.info("stopping");
      answer = refuse;
      app.endStreams();
      await finishRequests(server);
      await app.stop();
      await opened.close();
    });
    welcome({ publicUrl, access, allowsLoopback: isFirstTry(config), isQuiet: config.START_QUIET });
    void app.prepareConsole().catch((error: unknown) => {
      log.error({ err: error }, "the console could not be prepared; it is tried again when it is opened");
    });
    log.info({ port, role: config.ROLE }, "ready");
  } catch (error) {
    server.close();
    await opened.close();
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
        process.stderr.write(`The stop failed: ${faultText(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
};

// A full disk under what is printed, or nobody who reads it, ends no service.
for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);

// Node would print all that a foreign error carries.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${faultText(error)}\n`);
  process.exit(1);
});

let config: Config | null = null;
try {
  collectAlone();
  loadEnvFile();
  config = readConfig();
  await run(config);
  clearAfterStart();
} catch (error) {
  process.stderr.write(`${sentenceFor(error, config) ?? faultText(error)}\n`);
  process.exit(1);
}
