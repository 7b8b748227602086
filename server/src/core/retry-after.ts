const second = 1_000;

/**
 * How long an answer asks to be left alone, of its Retry-After header (RFC 9110): seconds, or a date.
 * @returns milliseconds, from one second to `longestMs`; null when there is none or it makes no sense
 */
export const readRetryAfter = (
  header: string | null,
  { now, longestMs }: { readonly now: Date; readonly longestMs: number },
): number | null => {
  if (header === null) return null;
  const text = header.trim();
  const within = (waitMs: number): number => Math.min(Math.max(waitMs, second), longestMs);
  if (/^\d{1,10}$/.test(text)) return within(Number(text) * second);
  // an HTTP date begins with the day's name; Date.parse alone would take "-5" and "1.5" for dates
  if (!/^[A-Z][a-z]{2,8}, /.test(text) && !/^[A-Z][a-z]{2} [A-Z][a-z]{2} /.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : within(time - now.getTime());
};
