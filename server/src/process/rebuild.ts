import { projections } from "../app.ts";
import { loadEnvFile, readConfig, type Config } from "./config.ts";
import { systemClock } from "../core/clock.ts";
import { neverFail } from "../core/failpoint.ts";
import { createLog } from "../core/log.ts";
import { rebuild } from "../journal/index.ts";
import { openConfiguredStore } from "./open-store.ts";
import { faultText, sentenceFor } from "./start-errors.ts";

/*
 * `npm run rebuild`: makes every state and event document again from the journal alone. Stop the server first; the
 * embedded store refuses a second process anyway. Interrupted, it is run again.
 */

let config: Config | null = null;
try {
  loadEnvFile();
  config = readConfig();
  const log = createLog(config.LOG_LEVEL);
  const { store, close } = await openConfiguredStore(config, log);
  const read = await rebuild({ store, clock: systemClock, log, projections, reach: neverFail });
  await close();
  process.stdout.write(`Rebuilt all state and event documents from ${read} journal entries.\n`);
} catch (error) {
  process.stderr.write(`${sentenceFor(error, config) ?? faultText(error)}\n`);
  process.exit(1);
}
