import { createPlatform } from "../app.ts";
import { systemClock } from "../core/clock.ts";
import { createLog } from "../core/log.ts";
import { randomText } from "../core/secrets.ts";
import { setPasswordOf } from "../staff/index.ts";
import { UsageError } from "./config.ts";
import { openConfiguredStore } from "./open-store.ts";
import { runScript } from "./script.ts";

/*
 * `npm run reset-password -- LOGIN`: a new password for a staff member who is locked out, shown once; their sessions end. An
 * embedded store wants the server stopped.
 */

await runScript(async (config, [login]) => {
  if (login === undefined) throw new UsageError("Say whose: npm run reset-password -- LOGIN.");
  const log = createLog(config.LOG_LEVEL);
  const { store, close } = await openConfiguredStore(config, log);
  try {
    const publicUrl = config.PUBLIC_URL ?? `http://localhost:${config.PORT}`;
    const platform = await createPlatform({ config, clock: systemClock, log, store, publicUrl });
    const password = randomText(16);
    const staff = await setPasswordOf(platform, login, password);
    if (staff === null) throw new UsageError(`There is no login ${login}: check how it is written.`);
    const state = staff.status === "active" ? "" : "\nThis login is disabled: an owner must enable it first.";
    return `Login: ${staff.login}\nPassword: ${password}${state}`;
  } finally {
    await close();
  }
});
