import type { Program } from "../catalog/index.ts";

/** Where a card stands. */
export interface Position {
  readonly stamps: number;
  readonly cycle: number;
  /** Goals reached in this cycle. */
  readonly goal_index: number;
  readonly isComplete: boolean;
}

/** One goal reached on the way, and where the card stood at that moment. */
export interface Crossing {
  /** From 1. */
  readonly index: number;
  readonly target: number;
  readonly isFinal: boolean;
  readonly cycle: number;
}

export interface Advance {
  readonly position: Position;
  readonly crossings: readonly Crossing[];
  /** Stamps dropped because the card became complete. */
  readonly ignored: number;
}

type Goals = readonly { readonly stamps: number }[];

/**
 * Moves a card on by `count` stamps. One call may reach several goals; after the last, `restart` opens the next cycle
 * with the surplus, which may fill that one too, and `stop` drops it.
 */
export const advance = (
  from: Position,
  count: number,
  goals: Goals,
  afterFinalGoal: Program["after_final_goal"],
): Advance => {
  const crossings: Crossing[] = [];
  let { stamps, cycle, goal_index: reached } = from;
  let left = count;
  for (let goal = goals[reached]; goal !== undefined && stamps + left >= goal.stamps; goal = goals[reached]) {
    left -= goal.stamps - stamps;
    stamps = goal.stamps;
    reached += 1;
    const isFinal = reached === goals.length;
    crossings.push({ index: reached, target: stamps, isFinal, cycle });
    if (!isFinal) continue;
    if (afterFinalGoal === "stop") {
      return { position: { stamps, cycle, goal_index: reached, isComplete: true }, crossings, ignored: left };
    }
    stamps = 0;
    reached = 0;
    cycle += 1;
  }
  return {
    position: { stamps: stamps + left, cycle, goal_index: reached, isComplete: false },
    crossings,
    ignored: 0,
  };
};

/** Stamps still missing to the next goal; null when there is none to come. */
export const stampsToNextGoal = (position: Position, goals: Goals): number | null => {
  if (position.isComplete) return null;
  const next = goals[position.goal_index];
  return next === undefined ? null : Math.max(0, next.stamps - position.stamps);
};

/** Where the card stands at the very moment of a crossing: its stamps are the goal's target. */
export const positionAt = (crossing: Crossing): Position => ({
  stamps: crossing.target,
  cycle: crossing.cycle,
  goal_index: crossing.index,
  isComplete: false,
});

/** After a crossing the next goal is the next of the cycle; after the last one, the first of the next cycle. */
export const stampsToNextGoalAt = (
  crossing: Crossing,
  goals: Goals,
  afterFinalGoal: Program["after_final_goal"],
): number | null => {
  if (!crossing.isFinal) return stampsToNextGoal(positionAt(crossing), goals);
  return afterFinalGoal === "stop" ? null : (goals[0]?.stamps ?? null);
};

/**
 * The position under other goals: stamps stay; a card that would be past the last goal waits one stamp before it, but a
 * complete one has had its last reward: it stays complete, or opens the next cycle where the program now goes on.
 */
export const positionUnder = (
  position: Position,
  goals: Goals,
  afterFinalGoal: Program["after_final_goal"],
): Position => {
  const last = goals.at(-1);
  const { cycle } = position;
  if (position.isComplete && last !== undefined && position.stamps >= last.stamps) {
    return afterFinalGoal === "stop"
      ? { ...position, goal_index: goals.length }
      : { stamps: 0, cycle: cycle + 1, goal_index: 0, isComplete: false };
  }
  const stamps = last === undefined ? position.stamps : Math.min(position.stamps, last.stamps - 1);
  return {
    stamps,
    cycle,
    goal_index: goals.filter((goal) => goal.stamps <= stamps).length,
    isComplete: false,
  };
};
