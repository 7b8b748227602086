import { projections } from "../collections.ts";
import { systemClock } from "../core/clock.ts";
import { neverFail } from "../core/failpoint.ts";
import { createLog } from "../core/log.ts";
import { rebuild } from "../journal/index.ts";
import { openConfiguredStore } from "./open-store.ts";
import { runScript } from "./script.ts";

/*
 * `npm run rebuild`: makes every state and event document again from the journal alone. Stop the server first; the
 * embedded store refuses a second process anyway. Interrupted, it is run again.
 */

await runScript(async (config) => {
  const log = createLog(config.LOG_LEVEL);
  const { store, close } = await openConfiguredStore(config, log, { patienceMs: 0 });
  const read = await rebuild({ store, clock: systemClock, log, projections, reach: neverFail });
  await close();
  return `Rebuilt all state and event documents from ${read} journal entries.`;
});
