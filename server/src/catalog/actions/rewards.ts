import { z } from "zod";
import { defineAction } from "../define.ts";
import { exampleWith } from "../examples.ts";
import { id } from "../parts.ts";
import * as resources from "../resources.ts";
import { locationId } from "./fields.ts";

const playedReward = {
  id: "rw_031",
  type: "lottery",
  name: "Wheel of coffee",
  description: null,
  image_url: null,
  status: "played",
};

const [wonVoucher] = exampleWith(resources.voucher, { origin: "lottery" }).examples;

export const playReward = defineAction({
  name: "play_reward",
  method: "POST",
  path: "/rewards/:id/play",
  tag: "Rewards",
  summary: "Play a granted spin",
  description:
    "Draws one variant of the lottery. When it is another try, the reward stays granted and is played again by the same id.",
  params: { id: id("rw") },
  body: z.strictObject({ location_id: locationId }).optional(),
  result: resources.playResult,
  errors: ["not_found", "reward_not_playable", "reward_already_played"],
  example: {
    body: {},
    answer: {
      reward: playedReward,
      lottery: {
        reward_id: "rw_031",
        variant_id: "var_2",
        type: "voucher",
        name: "A free coffee",
        greeting: "Lucky you!",
        voucher_id: "v_555",
      },
      voucher: wonVoucher,
      another_try: false,
    },
  },
});
