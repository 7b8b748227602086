import Koa from "koa";
import helmet from "koa-helmet";
import { findBusiness } from "./businesses/index.ts";
import {
  carryOverCampaigns,
  createSender,
  offerWaiting,
  type PushPort,
  type SenderOptions,
} from "./campaigns/index.ts";
import { applyPending } from "./cards/index.ts";
import { collections, projections } from "./collections.ts";
import { sweepClockwork } from "./clockwork/index.ts";
import { consolePage } from "./console/index.ts";
import type { Config } from "./process/config.ts";
import { allowedHosts } from "./process/first-try.ts";
import type { Clock } from "./core/clock.ts";
import { neverFail, type ReachFailpoint } from "./core/failpoint.ts";
import { createIds } from "./core/ids.ts";
import { installationSecret } from "./core/installation.ts";
import type { Log } from "./core/log.ts";
import { openMail } from "./core/mail.ts";
import { repeat, type Repetition } from "./core/repeat.ts";
import { openOutbound } from "./core/safe-fetch.ts";
import { openSeals } from "./core/seals.ts";
import { createVault, freshBytes } from "./core/secrets.ts";
import { Crew, WorkQueue, type WorkKind } from "./core/work-queue/index.ts";
import type { Store } from "./core/store.ts";
import { customerKeys, finishNews } from "./customers/index.ts";
import { docsPage } from "./docs/index.ts";
import { createDispatcher, createFanOut, type Dispatcher, type DispatcherOptions } from "./hooks/index.ts";
import { createApi } from "./http/api.ts";
import { refuseOtherMethods } from "./http/other-methods.ts";
import { requestScope } from "./http/error-handler.ts";
import { health } from "./http/health.ts";
import { forgetPlainAnswers } from "./http/idempotency.ts";
import { createClientAddress } from "./http/client-address.ts";
import { createMetrics } from "./http/metrics.ts";
import { servePlain } from "./http/plain.ts";
import { createStrangerLimit, limitOutside, type StrangerLimits } from "./http/strangers.ts";
import { forgetAnswers, Journal } from "./journal/index.ts";
import type { Platform } from "./platform/index.ts";
import { createOperations } from "./operations.ts";
import { createPages } from "./pages.ts";
import { finishErasures } from "./personal-data/index.ts";
import { RefusalNotes } from "./refusals/index.ts";
import { byKey, bySession, finishRevocations, isStanding } from "./staff/index.ts";
import { closeDays } from "./stats/index.ts";
import { finishSales, openTills } from "./tills/index.ts";
import { carryOverFormer } from "./upgrade.ts";
import { openWallets, type Wallets } from "./wallets/index.ts";

export interface PlatformParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly publicUrl: string;
  readonly reach?: ReachFailpoint;
  /** Only for the test that takes uniqueness out of the journal. */
  readonly identify?: (stream: string, seq: number) => string;
}

/** Prepares the store and puts together what every command has at hand. */
export const createPlatform = async (parts: PlatformParts): Promise<Platform> => {
  const { config, clock, log, store, publicUrl, reach = neverFail } = parts;
  await store.prepare(collections);
  const vault = createVault(await installationSecret(store, "encryption_key", config.ENCRYPTION_KEY));
  const sessionSecret = await installationSecret(store, "session_secret", config.SESSION_SECRET);
  const identify = parts.identify && { identify: parts.identify };
  const seals = openSeals(customerKeys(store));
  const journal = new Journal({ store, clock, log, vault, seals, projections, reach, ...identify });
  const made = { newId: createIds(clock), newBytes: freshBytes, keyedCall: null };
  const work = new WorkQueue({ store, clock });
  return { config, clock, ...made, reach, log, store, vault, seals, work, journal, publicUrl, sessionSecret };
};

export interface App {
  readonly koa: Koa;
  /** Null in a process that only answers calls. */
  readonly dispatcher: Dispatcher | null;
  /** Does what is to be done later; null likewise. */
  readonly crew: Crew | null;
  readonly wallets: Wallets;
  /** Makes the console's bundle where there is none yet, so that the first visitor does not wait for it. */
  prepareConsole(): Promise<void>;
  /** The refused calls that are not written down yet. */
  readonly refusals: Pick<RefusalNotes, "settle">;
  /** Finishes what a crash left, then begins the repeated work. */
  start(): Promise<void>;
  /** Ends answers that would go on for ever, so that the server can close. */
  endStreams(): void;
  /** New requests are refused from here on; resolves when the repeated work has ended. */
  stop(): Promise<void>;
}

export interface AppOptions extends Pick<DispatcherOptions, "reach" | "onAttempt"> {
  /** How campaigns reach wallet passes. */
  readonly push?: PushPort;
  readonly campaigns?: Pick<SenderOptions, "perSecond">;
  /** What may be done without a key, for a test that asks for less. */
  readonly strangerLimits?: StrangerLimits;
  /** How often the lease of a keyed call is renewed. */
  readonly renewEveryMs?: number;
}

/** Over plain http (a first try on one machine) a browser must not be told to insist on https. */
const securityHeaders = (publicUrl: string) => ({
  crossOriginResourcePolicy: { policy: "same-site" as const },
  ...(publicUrl.startsWith("https:")
    ? {}
    : {
        strictTransportSecurity: false,
        contentSecurityPolicy: { directives: { "upgrade-insecure-requests": null } },
      }),
});

/** Between two looks for what a crash left: soon after one that found something, seldom while there is nothing. */
const sweepSoonMs = 2_000;
const sweepSeldomMs = 10_000;
const erasureSweepMs = 30_000;
const statsSweepMs = 600_000;

/** The whole application without a socket. */
export const createApp = (platform: Platform, options: AppOptions = {}): App => {
  const { config, log } = platform;
  const koa = new Koa();
  const metrics = createMetrics();
  let isReady = false;
  const repetitions: Repetition[] = [];
  const live = new AbortController();
  const outbound = openOutbound({
    allowedHosts: allowedHosts(config),
    allowedCidrs: config.WEBHOOK_ALLOWED_CIDRS,
    allowedPorts: config.WEBHOOK_ALLOWED_PORTS,
  });
  const onAttempt: AppOptions["onAttempt"] = (attempt) => {
    metrics.sawAttempt(attempt);
    options.onAttempt?.(attempt);
  };
  const dispatcher =
    config.ROLE === "api" ? null : createDispatcher(platform, { outbound, ...options, onAttempt });
  // A process without a dispatcher makes the deliveries; those with one find them in the store.
  platform.journal.relay.listen(dispatcher?.listener ?? createFanOut(platform));
  const wallets = openWallets(platform);
  if (wallets.updates !== null) platform.journal.relay.listenAfter(wallets.updates.listener);
  const tills = openTills(platform);
  koa.on("error", (error: NodeJS.ErrnoException) => {
    // Somebody who hangs up on a live answer is no fault.
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") log.error({ err: error }, "an answer could not be sent");
  });
  koa.use(requestScope(log, metrics));
  koa.use(helmet(securityHeaders(platform.publicUrl)) as Koa.Middleware);
  koa.use(health({ platform, metrics, isReady: () => isReady }));
  const limitStrangers = createStrangerLimit(
    createClientAddress(config.TRUSTED_PROXIES),
    options.strangerLimits,
  );
  koa.use(limitOutside("/v1/", limitStrangers));
  koa.use(docsPage(platform.publicUrl));
  const webConsole = consolePage({ publicUrl: platform.publicUrl, dataFolder: config.DATA_DIR });
  koa.use(webConsole.middleware);
  koa.use(servePlain([...createPages(platform, wallets), ...tills.routes], limitStrangers));
  const mail = config.SMTP_URL === undefined ? null : openMail(config.SMTP_URL);
  const waysOut = { outbound, mail, push: options.push ?? wallets.push };
  const reach = options.reach && { reach: options.reach };
  /** What this process works on. */
  const kinds: readonly WorkKind[] = [
    ...(dispatcher === null ? [] : [dispatcher.kind]),
    ...tills.kinds,
    ...(wallets.updates === null ? [] : [wallets.updates.kind]),
    ...createSender(platform, { ...waysOut, ...reach, ...options.campaigns }),
  ];
  const crew =
    config.ROLE === "api" ? null : new Crew({ queue: platform.work, clock: platform.clock, log }, kinds);
  const operations = createOperations(waysOut);
  const identify = { byKey, bySession, isStanding };
  const { renewEveryMs } = options;
  const refusals = new RefusalNotes(platform);
  const onRefused = refusals.note;
  const strangers = { limitStrangers, onRefused };
  const api = createApi({
    platform,
    operations,
    identify,
    ...strangers,
    stopping: live.signal,
    renewEveryMs,
  });
  koa.use(api.routes() as Koa.Middleware);
  koa.use(refuseOtherMethods);
  const erasure = { platform, forgetAnswers: forgetPlainAnswers };
  let sweepPauseMs = sweepSoonMs;
  const sweep = async (stopping: AbortSignal): Promise<void> => {
    let done = await platform.journal.relay.sweep({ stopping });
    await applyPending(platform, (id) => findBusiness(platform, id), stopping);
    done += await finishSales(platform, stopping);
    done += await finishNews(platform, stopping);
    await offerWaiting(platform);
    sweepPauseMs = done > 0 ? sweepSoonMs : Math.min(sweepPauseMs * 2, sweepSeldomMs);
  };
  return {
    koa,
    crew,
    dispatcher,
    wallets,
    refusals,
    async prepareConsole() {
      await webConsole.prepare();
    },
    async start() {
      await carryOverFormer(platform);
      await finishRevocations(platform);
      await platform.journal.relay.sweep({ atStart: true });
      await finishErasures(erasure, { atStart: true });
      await carryOverCampaigns(platform);
      if (config.ROLE !== "api") {
        repetitions.push(repeat("relay", () => sweepPauseMs, log, sweep));
        repetitions.push(repeat("erasures", erasureSweepMs, log, () => finishErasures(erasure)));
        repetitions.push(repeat("stats", statsSweepMs, log, (stopping) => closeDays(platform, stopping)));
        const clockMs = config.CLOCK_SWEEP_SECONDS * 1_000;
        repetitions.push(repeat("clockwork", clockMs, log, (stopping) => sweepClockwork(platform, stopping)));
        repetitions.push(repeat("answers", clockMs, log, (stopping) => forgetAnswers(platform, stopping)));
      }
      if (config.ROLE !== "api") {
        await tills.start();
        await wallets.start();
      }
      crew?.start();
      isReady = true;
    },
    endStreams: () => live.abort(),
    async stop() {
      live.abort();
      isReady = false;
      await Promise.all(repetitions.map((one) => one.stop()));
      await crew?.stop();
      await platform.journal.relay.settle();
      await Promise.all([refusals.settle(), dispatcher?.idle()]);
      await tills.stop();
      await wallets.stop();
      mail?.close();
      await outbound.close();
    },
  };
};
