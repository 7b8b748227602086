import { deliveriesCollection } from "../../../server/src/hooks/model.ts";
import type { Stage } from "./stage.ts";

/** When each attempt of a hook was started, in ms, by the product's own record; arrival adds what a busy machine adds. */
export const startsOf = async (stage: Stage, hookId: string): Promise<number[]> => {
  const found = await stage.platform.store
    .collection(deliveriesCollection)
    .find({ hook_id: hookId })
    .toArray();
  return found.flatMap(({ attempts }) => attempts.map(({ at }) => at.getTime()));
};

/** The most that began within any span of this length. */
export const mostWithin = (times: readonly number[], windowMs: number): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));
