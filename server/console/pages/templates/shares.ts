/** Shares of a lottery, in hundredths of a percent: whole numbers add up to 100.00 where decimals do not. */

export const wholeShare = 10_000;

/** `"33.34"` or `"33,34"` → 3334; null for what is no percentage with at most two decimals. */
export const hundredthsOf = (text: string): number | null => {
  const match = /^(\d{1,3})(?:[.,](\d{0,2}))?$/.exec(text.trim());
  if (match === null) return null;
  const value = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return value <= wholeShare ? value : null;
};

/** 3334 → `"33.34"`, 5000 → `"50"`. */
export const shareText = (hundredths: number): string => String(hundredths / 100);

/** The sum of what was typed; null while one of them is no share. */
export const sumOf = (texts: readonly string[]): number | null =>
  texts.reduce<number | null>((sum, text) => {
    const share = hundredthsOf(text);
    return sum === null || share === null ? null : sum + share;
  }, 0);

/** As equal as whole hundredths can be: 33.34, 33.33, 33.33. */
export const evenShares = (count: number): readonly string[] => {
  const each = Math.floor(wholeShare / count);
  return Array.from({ length: count }, (_, at) => shareText(each + (at < wholeShare - each * count ? 1 : 0)));
};

/** What one share would be with all that the others leave; null when they leave less than nothing. */
export const restFor = (texts: readonly string[], at: number): string | null => {
  const others = sumOf(texts.filter((_, index) => index !== at));
  return others === null || others > wholeShare ? null : shareText(wholeShare - others);
};
