import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { deploy, rehearse, type Say } from "./deploy.ts";
import type { LocalApp, Origin } from "./manifest.ts";
import { memoryOf } from "./memory.ts";
import { PacedMake, realTime, type Time } from "./paced.ts";

/** A mistake in how the command was called, in a sentence for whoever called it. */
export class CommandError extends Error {}

const originNamed = ({ manifest }: LocalApp, label: string): Origin => {
  const found = manifest.origins.find((origin) => origin.label === label);
  if (found) return found;
  const labels = manifest.origins.map((origin) => origin.label).join(", ");
  throw new CommandError(`There is no origin "${label}" in makecomapp.json. Choose one of: ${labels}.`);
};

const keyOf = ({ folder }: LocalApp, { apikeyFile }: Origin): string => {
  const path = resolve(folder, apikeyFile);
  try {
    const key = readFileSync(path, "utf8").trim();
    if (key !== "") return key;
  } catch {
    // Said below: a file that is missing and one that is empty need the same.
  }
  throw new CommandError(
    `Put a Make API key with the scopes sdk-apps:read and sdk-apps:write into ${apikeyFile}, seen from make-app.`,
  );
};

const clientOf = (app: LocalApp, origin: Origin, pace: { perMinute: number; time: Time }): PacedMake => {
  const { protocol, host, hostname } = new URL(origin.baseUrl);
  if (protocol !== "https:" && hostname !== "127.0.0.1")
    throw new CommandError(`The key is sent over https only; ${origin.baseUrl} is not.`);
  const make = new PacedMake(keyOf(app, origin), host, pace);
  make.protocol = protocol.replace(":", "");
  return make;
};

/**
 * `npm run make:deploy`: shows what would be sent; with `-- --origin <label>` it is sent. `--per-minute` is how many
 * calls the plan allows (60 when left out); `--afresh` compares every text with what Make has, whatever is remembered.
 * @throws CommandError for a wrong call; MakeError for what Make refuses
 */
export const runCommand = async (
  app: LocalApp,
  args: readonly string[],
  { say, time = realTime }: { say: Say; time?: Time },
): Promise<void> => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      origin: { type: "string" },
      "per-minute": { type: "string", default: "60" },
      afresh: { type: "boolean", default: false },
    },
  });
  const perMinute = Number(values["per-minute"]);
  if (!Number.isInteger(perMinute) || perMinute < 1)
    throw new CommandError("--per-minute is how many calls a minute your Make plan allows, such as 60.");
  if (values.origin === undefined) {
    rehearse(app, say);
    say("Nothing was sent. To deploy: npm run make:deploy -- --origin <label>");
    return;
  }
  const origin = originNamed(app, values.origin);
  const make = clientOf(app, origin, { perMinute, time });
  const memory = memoryOf(app, origin, values.afresh);
  const tally = await deploy(app, { make, origin, say, memory });
  say(`${origin.label}: ${tally.created} created, ${tally.set} set, ${tally.unchanged} unchanged.`);
};
