import { writeFile } from "node:fs/promises";
import { format } from "prettier";
import { readContract } from "./definition.ts";

/** Writes down what the version being released promises; run once for each release, as the runbook says. */
const contract = await readContract();
const file = new URL(`definition-${contract.version}.json`, import.meta.url);
await writeFile(file, await format(JSON.stringify(contract), { parser: "json", printWidth: 110 }));
process.stdout.write(`${file.pathname}\n`);
