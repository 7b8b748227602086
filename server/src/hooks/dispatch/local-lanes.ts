import type { LocalDispatch, Share } from "../fan-out.ts";
import type { Lane } from "./lane.ts";

const idsOf = ({ deliveries }: Share): string[] => deliveries.map(({ delivery }) => delivery._id);

/** Puts the fan-out of a process through to the lanes its dispatcher has open. */
export const throughLanes = (lanes: ReadonlyMap<string, Lane>): LocalDispatch => {
  const inHand = new WeakMap<Share, Lane>();
  return {
    announce(shares) {
      for (const share of shares) {
        const lane = lanes.get(share.hook._id);
        if (lane?.announce(idsOf(share)) === true) inHand.set(share, lane);
      }
    },
    offer(shares, known) {
      const unmarked = shares.filter((share) => {
        const written = share.deliveries.filter(({ delivery }) => !known.has(delivery._id));
        const lane = inHand.get(share);
        inHand.delete(share);
        return lane?.offer(share.hook, idsOf(share), written) !== true;
      });
      return unmarked.map(({ hook }) => hook);
    },
    withdraw(shares) {
      for (const share of shares) inHand.get(share)?.withdraw(idsOf(share));
    },
  };
};
