import type { z } from "zod";
import type { lotteryPlayed, LotteryReward, rewardTypes } from "../catalog/index.ts";
import { defineCollection } from "../core/store.ts";

/** What a spin brought, as the event shows it. */
export type LotteryOutcome = z.output<typeof lotteryPlayed.body.lottery>;

export interface RewardDocument {
  _id: string;
  seq: number;
  business_id: string;
  customer_id: string;
  card_id: string;
  template_id: string;
  /** The goal that gave it, from 1. */
  goal_index: number;
  location_id: string | null;
  type: (typeof rewardTypes)[number];
  name: string;
  description: string | null;
  image_url: string | null;
  /** A lottery's rules as they were when the spin was granted. */
  lottery: LotteryReward | null;
  status: "granted" | "played";
  /** Tries in a row that gave another try. */
  tries: number;
  /** Of the last spin. */
  outcome: LotteryOutcome | null;
  granted_at: Date;
  played_at: Date | null;
}

export const rewards = defineCollection<RewardDocument>("rewards", [
  // the card page: spins waiting to be played
  { keys: { card_id: 1, _id: -1 } },
]);
