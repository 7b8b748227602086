import { createApp, createPlatform } from "../../../server/src/app.ts";
import { readConfig } from "../../../server/src/process/config.ts";
import { createLog } from "../../../server/src/core/log.ts";
import { openStore } from "../../../server/src/core/store.ts";
import { unhurried } from "./stage-pace.ts";

/*
 * A worker process of its own, for the test that kills it. MONGODB_URI and PUBLIC_URL say where it belongs; the argument
 * is how many seconds its clock is ahead, so that the leases of a killed one have run out for the next.
 */

const aheadMs = Number(process.argv[2] ?? 0) * 1_000;
const clock = { now: () => new Date(Date.now() + aheadMs) };

const config = readConfig();
const log = createLog(config.LOG_LEVEL);
const store = await openStore(config.MONGODB_URI ?? "", log);
const publicUrl = config.PUBLIC_URL ?? "http://127.0.0.1";
const platform = await createPlatform({ config, clock, log, store, publicUrl });
const app = createApp(platform, { campaigns: { perSecond: unhurried } });
await app.start();
process.stdout.write("ready\n");
