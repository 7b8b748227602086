/**
 * Waits for two readings that were begun together.
 * @throws what the first throws before what the second does, whichever ends earlier
 */
export const together = async <A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> => {
  second.catch(() => undefined);
  return [await first, await second];
};

/** A reading that is begun now and waited for later: a fault is told to whoever waits. */
export const begun = <T>(reading: Promise<T>): Promise<T> => {
  reading.catch(() => undefined);
  return reading;
};
