import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { currentNames, type Names } from "./names.ts";

/** `npm run freeze`: adds new names to frozen.json. It removes none; the guard goes red for a name that is gone. */
const file = new URL("./frozen.json", import.meta.url);
const frozen = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Names) : {};
const current = currentNames();

const together = (list: string): string[] => {
  const now = current[list] ?? [];
  const gone = (frozen[list] ?? []).filter((name) => !now.includes(name));
  return [...now, ...gone];
};

const lists = [...new Set([...Object.keys(current), ...Object.keys(frozen)])];
const text = JSON.stringify(Object.fromEntries(lists.map((list) => [list, together(list)])), null, 2);
writeFileSync(file, `${text}\n`);
