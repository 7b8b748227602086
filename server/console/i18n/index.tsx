import type { MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { createIntl, createIntlCache, type IntlShape } from "@formatjs/intl";
import { createContext, useContext, useMemo, useState, type ReactNode } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import type commonTexts from "./en.json";

/*
 * Texts are ICU messages in JSON files, a pair (en, hi) beside each page and one pair for what all pages share; the
 * bundle holds them parsed. Numbers and dates are written in the reader's locale and the business's time zone.
 */

export const languages = ["en", "hi"] as const;
export type Language = (typeof languages)[number];
export type CommonText = keyof typeof commonTexts;

/** Parsed messages by id; what the bundler makes of a JSON file of texts. */
export type Texts = Readonly<Record<string, unknown>>;
type Load = () => Promise<{ readonly default: Texts }>;
export type TextLoads = Readonly<Record<Language, Load>>;

const commonLoads: TextLoads = { en: () => import("./en.json"), hi: () => import("./hi.json") };

const shelves: Record<Language, Record<string, MessageFormatElement[]>> = { en: {}, hi: {} };
const known = new Map<TextLoads, Set<Language>>([[commonLoads, new Set()]]);

/** Loads a page's texts in one language, once; a change of language loads those of every page seen so far. */
export const loadTexts = async (loads: TextLoads, language: Language): Promise<void> => {
  const loaded = known.get(loads) ?? new Set<Language>();
  known.set(loads, loaded);
  if (loaded.has(language)) return;
  const { default: texts } = await loads[language]();
  Object.assign(shelves[language], texts);
  loaded.add(language);
};

const loadAllSeen = (language: Language): Promise<unknown> =>
  Promise.all([...known.keys()].map((loads) => loadTexts(loads, language)));

const isLanguage = (value: string | null | undefined): value is Language =>
  (languages as readonly (string | null | undefined)[]).includes(value);

const remembered = (): string | null => {
  try {
    return localStorage.getItem("language");
  } catch {
    return null;
  }
};

/** The language chosen here before, else the browser's first that there is. */
const firstLanguage = (): Language => {
  const chosen = remembered();
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((one) => one.slice(0, 2)).find(isLanguage) ?? "en";
};

let language: Language = firstLanguage();

/** The language that texts are loaded in now. */
export const currentLanguage = (): Language => language;

/** Loads what the first picture needs. */
export const prepareLanguage = async (): Promise<void> => {
  document.documentElement.lang = language;
  await loadTexts(commonLoads, language);
};

interface LanguageContext {
  readonly language: Language;
  readonly intl: IntlShape<string>;
  readonly choose: (language: Language) => Promise<void>;
}

const Context = createContext<LanguageContext | null>(null);
const cache = createIntlCache();

/** en-IN groups by lakhs, en-US puts the month first: English is written as in the business's country. */
const localeOf = (chosen: Language, country: string | undefined): string =>
  chosen === "hi" ? "hi-IN" : `en-${country ?? "GB"}`;

/** Gives texts and formats to what stands inside. */
export const LanguageProvider = (parts: {
  /** Of the business, where somebody is signed in. */
  readonly country?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly children: ReactNode;
}): ReactNode => {
  const [chosen, setChosen] = useState(language);
  const { country, timeZone } = parts;
  const value = useMemo((): LanguageContext => {
    const locale = localeOf(chosen, country);
    const zone = timeZone === undefined ? {} : { timeZone };
    const intl = createIntl<string>(
      { locale, defaultLocale: locale, messages: shelves[chosen], ...zone },
      cache,
    );
    const choose = async (next: Language): Promise<void> => {
      await loadAllSeen(next);
      language = next;
      document.documentElement.lang = next;
      try {
        localStorage.setItem("language", next);
      } catch {
        // A browser that keeps nothing asks again next time.
      }
      setChosen(next);
    };
    return { language: chosen, intl, choose };
  }, [chosen, country, timeZone]);
  return (
    <Context value={value}>
      <I18nProvider locale={value.intl.locale}>{parts.children}</I18nProvider>
    </Context>
  );
};

export const useLanguage = (): LanguageContext => {
  const context = useContext(Context);
  if (context === null) throw new Error("texts need a LanguageProvider");
  return context;
};

export type TextValues = Readonly<Record<string, string | number | boolean | Date | null | undefined>>;

/**
 * Texts by id.
 * @typeParam Id the ids of the page's own file: `useText<keyof typeof en>()` with `import type en from "./en.json"`
 */
export const useText = <Id extends string = never>(): ((
  id: Id | CommonText,
  values?: TextValues,
) => string) => {
  const { intl } = useLanguage();
  return (id, values) => intl.formatMessage({ id }, values);
};

/** The shared text for a value of a closed set (an event's name, a status), or the value itself where there is none yet. */
export const useTextFor = (): ((prefix: string, value: string) => string) => {
  const { intl } = useLanguage();
  return (prefix, value) => {
    const id = `${prefix}.${value}`;
    return id in intl.messages ? intl.formatMessage({ id }) : value.replaceAll("_", " ");
  };
};
