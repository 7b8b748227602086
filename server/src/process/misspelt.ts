/** Words that begin our variables and nobody else's. */
const ownPrefixes = ["WEBHOOK_", "BOOTSTRAP_", "GOOGLE_WALLET_", "APPLE_WALLET_", "POSTER_"] as const;

/** README's five minutes set it for their receiver, in a shell that the server's commands may be run in next. */
const ofReceivers = "WEBHOOK_SECRET";

/** Whether one letter too many, too few, another one, or two that changed places make the one of the other. */
const isOneEditAway = (one: string, other: string): boolean => {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  const isReplaced = short.slice(at + 1) === long.slice(at + 1);
  const isSwapped =
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
  return isReplaced || isSwapped;
};

const shared = (one: string, other: string): number => {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
};

const nearest = (name: string, known: readonly string[]): string | undefined =>
  [...known].sort((a, b) => shared(b, name) - shared(a, name))[0];

/**
 * A variable that is set but that nothing reads, and was surely meant for us: it begins like ours or is one edit from one.
 * @returns its name and the one that was probably meant; null when there is none
 */
export const misspeltVariable = (
  names: readonly string[],
  known: readonly string[],
): { name: string; meant: string } | null => {
  for (const name of names.filter((one) => one !== ofReceivers && !known.includes(one))) {
    const meant =
      known.find((one) => isOneEditAway(name, one)) ??
      (ownPrefixes.some((prefix) => name.startsWith(prefix)) ? nearest(name, known) : undefined);
    if (meant !== undefined) return { name, meant };
  }
  return null;
};
