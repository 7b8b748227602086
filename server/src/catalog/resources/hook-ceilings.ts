import { z } from "zod";

/** How much a hook's owner may ask for at most, and what holds where nothing is asked for. */
export const hookCeilings = {
  rate_per_second: { usual: 25, most: 1_000 },
  concurrency: { usual: 8, most: 64 },
} as const;

const ceiling = ({ most }: { readonly most: number }, description: string) =>
  z.number().int().min(1).max(most).meta({ description });

/** Both ceilings as they are shown and asked for. */
export const ceilings = {
  rate_per_second: ceiling(
    hookCeilings.rate_per_second,
    "Deliveries begun in any second, at most; 25 unless asked for.",
  ),
  concurrency: ceiling(
    hookCeilings.concurrency,
    "Deliveries under way at a time, at most; 8 unless asked for.",
  ),
};
