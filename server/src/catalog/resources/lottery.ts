import { z } from "zod";
import { lotteryPlayed } from "../events/rewards.ts";
import { reward } from "./card.ts";
import { voucher } from "./voucher.ts";

/** What a played spin answers. */
export const playResult = z
  .object({
    reward,
    lottery: lotteryPlayed.body.lottery.meta({ examples: [lotteryPlayed.sample.lottery] }),
    voucher: voucher.nullable().meta({ description: "The voucher that was won; null when none was." }),
    another_try: z
      .boolean()
      .meta({ description: "True when the spin gave another one: play the same reward again." }),
  })
  .meta({ id: "PlayResult" });
