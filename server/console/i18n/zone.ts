const minuteMs = 60_000;

const offsetMs = (at: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * minuteMs * (sign === "-" ? -1 : 1);
};

/**
 * The moment at which clocks of a time zone show this.
 * @param local as `datetime-local` inputs give it: YYYY-MM-DDTHH:MM. A time that is skipped in spring is an hour beside it
 */
export const momentIn = (timeZone: string, local: string): string => {
  const shown = Date.parse(`${local}Z`);
  // The server says what is wrong with it.
  if (Number.isNaN(shown)) return local;
  const near = shown - offsetMs(shown, timeZone);
  return new Date(shown - offsetMs(near, timeZone)).toISOString();
};
