import type { LocalDispatch, Share } from "../fan-out.ts";
import type { Lane } from "./lane.ts";

const idsOf = ({ deliveries }: Share): string[] => deliveries.map(({ delivery }) => delivery._id);

/** Puts the fan-out of a process through to the lanes its dispatcher has open. */
export const throughLanes = (lanes: ReadonlyMap<string, Lane>): LocalDispatch => {
  const inHand = new WeakMap<Share, Lane>();
  return {
    announce(shares) {
      return shares.filter((share) => {
        const lane = lanes.get(share.hook._id);
        if (lane?.announce(idsOf(share)) !== true) return true;
        inHand.set(share, lane);
        return false;
      });
    },
    offer(shares, known) {
      const unmarked = shares.filter((share) => {
        const lane = inHand.get(share);
        if (lane === undefined) return false;
        const written = share.deliveries.filter(({ delivery }) => !known.has(delivery._id));
        inHand.delete(share);
        return !lane.offer(share.hook, idsOf(share), written);
      });
      return unmarked.map(({ hook }) => hook);
    },
    withdraw(shares) {
      for (const share of shares) inHand.get(share)?.withdraw(idsOf(share));
    },
  };
};
