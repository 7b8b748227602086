import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createIntl } from "@formatjs/intl";

/*
 * The console's own texts, so that a test asks for what a person reads and goes on when the words are mended.
 */

export const languages = ["en", "hi"] as const;
export type Language = (typeof languages)[number];

const folder = fileURLToPath(new URL("../../server/console/", import.meta.url));

const shelves = new Map<string, Record<string, string>>();

const read = (path: string): Record<string, string> => {
  const known =
    shelves.get(path) ?? (JSON.parse(readFileSync(folder + path, "utf8")) as Record<string, string>);
  shelves.set(path, known);
  return known;
};

/**
 * A text of the console.
 * @param area the folder below `pages` whose file has it; the shared texts by default
 */
export const textOf = (
  language: Language,
  id: string,
  values: Record<string, string | number> = {},
  area?: string,
): string => {
  const messages = read(area === undefined ? `i18n/${language}.json` : `pages/${area}/${language}.json`);
  const message = messages[id];
  if (message === undefined) throw new Error(`there is no text "${id}" in ${area ?? "the shared texts"}`);
  const locale = language === "hi" ? "hi-IN" : "en-GB";
  return createIntl({ locale, messages: { [id]: message } }).formatMessage({ id }, values);
};
