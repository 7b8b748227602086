/**
 * A moment that can be told to a phone as "you have seen everything up to here". Phones send it back in milliseconds
 * (the tag of the list) or whole seconds (If-Modified-Since), and clocks of several processes may disagree a little. A
 * change of the last two seconds is therefore told as an older one: at worst a phone fetches a pass once more, but it
 * never misses the next change.
 */
export const settled = (changedAt: Date, now: Date): Date =>
  now.getTime() - changedAt.getTime() >= 2_000 ? changedAt : new Date(changedAt.getTime() - 2_000);

const inSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);

/** Whether the phone's copy, by its If-Modified-Since, is as new as the pass. */
export const isSeen = (changedAt: Date, ifModifiedSince: string): boolean => {
  const seen = Date.parse(ifModifiedSince);
  return !Number.isNaN(seen) && inSeconds(changedAt) <= seen / 1000;
};
