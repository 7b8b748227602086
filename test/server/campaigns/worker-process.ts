import { createApp, createPlatform } from "../../../server/src/app.ts";
import { readConfig } from "../../../server/src/config.ts";
import { systemClock } from "../../../server/src/core/clock.ts";
import { createLog } from "../../../server/src/core/log.ts";
import { openStore } from "../../../server/src/core/store.ts";
import { unhurried } from "./stage-pace.ts";

/* A worker process of its own, for the test that kills it. MONGODB_URI and PUBLIC_URL say where it belongs. */

const config = readConfig();
const log = createLog(config.LOG_LEVEL);
const store = await openStore(config.MONGODB_URI ?? "", log);
const publicUrl = config.PUBLIC_URL ?? "http://127.0.0.1";
const platform = await createPlatform({ config, clock: systemClock, log, store, publicUrl });
const app = createApp(platform, { campaigns: { perSecond: unhurried } });
await app.start();
process.stdout.write("ready\n");
