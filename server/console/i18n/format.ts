import { useMemo } from "react";
import { useLanguage } from "./index.tsx";

/** Numbers and moments as the reader writes them, in the time zone of the business. Moments are ISO texts of the API. */
export interface Formats {
  number(value: number): string;
  /** `value` of 1 is 100 %. */
  percent(value: number): string;
  money(amount: string, currency: string): string;
  /** Day, month and year. */
  day(moment: string): string;
  /** Day and time to the minute. */
  moment(moment: string): string;
  time(moment: string): string;
  /** A day of the calendar with its year (1990-05-14) or without (--05-14); the same in every time zone. */
  birthday(day: string): string;
  /** The language of a tag such as pt-BR; the tag itself where it has no name. */
  languageName(tag: string): string;
  /** "4 minutes ago", "in 2 hours"; numbers always, since "कल" is both yesterday and tomorrow. */
  ago(moment: string, now?: Date): string;
  list(items: readonly string[]): string;
}

const steps = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** Where there is no room for a day and a time in one line, they part at the comma, never before "am". */
const unbroken = (text: string): string =>
  text
    .split(", ")
    .map((part) => part.replaceAll(" ", "\u00a0"))
    .join(", ");

/** The API takes more tags than have a form that `Intl` knows. */
const languageName = (locale: string, tag: string): string => {
  try {
    return new Intl.DisplayNames(locale, { type: "language", fallback: "code" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
};

export const useFormat = (): Formats => {
  const { intl } = useLanguage();
  return useMemo((): Formats => {
    const day = { day: "numeric", month: "short", year: "numeric" } as const;
    const time = { hour: "numeric", minute: "2-digit" } as const;
    return {
      number: (value) => intl.formatNumber(value),
      percent: (value) => intl.formatNumber(value, { style: "percent", maximumFractionDigits: 1 }),
      money: (amount, currency) => intl.formatNumber(Number(amount), { style: "currency", currency }),
      day: (moment) => intl.formatDate(moment, day),
      moment: (moment) => unbroken(intl.formatDate(moment, { ...day, ...time })),
      time: (moment) => intl.formatDate(moment, time),
      birthday(given) {
        const isYearless = given.startsWith("--");
        const { day: inMonth, month } = day;
        const parts = isYearless ? { day: inMonth, month } : day;
        // A leap year has every day.
        return intl.formatDate(isYearless ? `2000-${given.slice(2)}` : given, { ...parts, timeZone: "UTC" });
      },
      languageName: (tag) => languageName(intl.locale, tag),
      ago(moment, now = new Date()) {
        const seconds = Math.round((new Date(moment).getTime() - now.getTime()) / 1000);
        const [unit, size] = steps.find(([, one]) => Math.abs(seconds) >= one) ?? (["second", 1] as const);
        return intl.formatRelativeTime(Math.trunc(seconds / size), unit, { numeric: "always" });
      },
      list: (items) => intl.formatList(items),
    };
  }, [intl]);
};
