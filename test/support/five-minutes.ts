import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { playFirstMinutes } from "./newcomer.ts";
import { killLeftovers } from "./process.ts";

/*
 * `npm run five-minutes`: how long the machine takes from the end of `npm ci` to README's verified voucher_redeemed. Code that
 * an earlier start has kept is thrown away first, so nothing else of this folder may be starting; the time in which a person reads and copies is not in it.
 */

const keptCode = fileURLToPath(new URL("../../node_modules/.cache/7stamp-server", import.meta.url));
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

rmSync(keptCode, { recursive: true, force: true });
const { seen, events, startMs, commandsMs } = await playFirstMinutes();
killLeftovers();
process.stdout.write(`first start, until it is ready      ${seconds(startMs)}
README's commands, to their last    ${seconds(commandsMs)}
together                            ${seconds(startMs + commandsMs)}
verified: ${events.join(", ")}
`);
if (events.at(-1) !== "voucher_redeemed") {
  process.stdout.write(`The commands did not end in a verified voucher_redeemed:\n${seen.join("\n")}\n`);
  process.exitCode = 1;
}
