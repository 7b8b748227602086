import type { z } from "zod";
import type { card } from "../catalog/index.ts";
import { toInstant, toInstantOrNull } from "../core/clock.ts";
import { fromMinor } from "../core/money.ts";
import { stampsToNextGoal } from "./progress.ts";
import { positionOf } from "./projection.ts";
import type { CardInProgram } from "./scene.ts";

export const presentCard = ({
  card: one,
  template,
  mechanics,
  link,
}: CardInProgram): z.output<typeof card> => {
  const { earn, goals } = mechanics;
  const isComplete = one.status === "complete";
  return {
    id: one._id,
    number: one.number,
    status: isComplete ? "complete" : "active",
    customer_id: one.customer_id,
    template_id: one.template_id,
    template_name: template.name,
    template_version: one.template_version,
    wallet_pass_id: one.wallet_pass_id,
    stamps: one.stamps,
    stamps_to_next_goal: stampsToNextGoal(positionOf(one), goals),
    goal_index: one.goal_index,
    goals_reached: one.goals_reached,
    cycle: one.cycle,
    total_stamps: one.total_stamps,
    amount_remainder: earn.type === "by_amount" ? fromMinor(one.remainder_minor, earn.currency) : null,
    goals: goals.map((goal, index) => ({
      index: index + 1,
      stamps: goal.stamps,
      reached: index < one.goal_index,
      reward: goal.reward,
    })),
    platforms: one.platforms,
    link,
    source: one.source,
    last_stamp_at: toInstantOrNull(one.last_stamp_at),
    issued_at: toInstant(one.issued_at),
  };
};
