import { randomInt } from "node:crypto";
import type { LotteryReward } from "../catalog/index.ts";

export type Variant = LotteryReward["variants"][number];

/** Gives a whole number from 0 to below the bound, each equally likely. */
export type Draw = (bound: number) => number;

/** The draw of every real spin: nobody can foresee it, and it favours nothing. */
export const cryptoDraw: Draw = (bound) => randomInt(bound);

/** So many tries in a row may give another try; the next draw leaves that out. */
export const triesInARow = 3;

/** Percent with two decimals as a whole number, so that shares are exact. */
export const basisPoints = ({ probability }: Pick<Variant, "probability">): number =>
  Math.round(probability * 100);

/**
 * Draws one variant. Leaving one out and drawing below the sum of the others shares its probability among them in
 * proportion, exactly. A variant of probability 0 is never drawn.
 * @param tries how many tries in a row have given another try
 */
export const drawVariant = (lottery: LotteryReward, tries: number, draw: Draw): Variant => {
  const open =
    tries < triesInARow ? lottery.variants : lottery.variants.filter(({ type }) => type !== "try_again");
  const total = open.reduce((sum, variant) => sum + basisPoints(variant), 0);
  let left = draw(total);
  for (const variant of open) {
    left -= basisPoints(variant);
    if (left < 0) return variant;
  }
  throw new Error(`the draw gave a number that is not below ${total}`);
};
