import type { ReachFailpoint } from "../../core/failpoint.ts";
import type { WorkKind } from "../../core/work-queue/index.ts";
import { sendChannels } from "../../catalog/index.ts";
import type { Platform } from "../../platform/index.ts";
import { createChannels, type WaysOut } from "../channels/index.ts";
import { createEnlister } from "../enlist.ts";
import { channelOfLane } from "../ids.ts";
import { laneKind, type SendChannel } from "../model.ts";
import { LaneRun } from "./lane-run.ts";

const lanesAtOnce = 20;

export interface SenderOptions extends WaysOut {
  readonly reach?: ReachFailpoint;
  /** Tests send faster than a messenger would bear. */
  readonly perSecond?: Partial<Record<SendChannel, number>>;
}

/** The work of campaigns: writing their messages down, and sending what of a lane is due. */
export const createSender = (platform: Platform, options: SenderOptions): readonly WorkKind[] => {
  const { reach, perSecond = {} } = options;
  const channels = createChannels(platform, options);
  return [
    createEnlister(platform),
    {
      kind: laneKind,
      atOnce: lanesAtOnce,
      perBusiness: sendChannels.length,
      async work(turn) {
        const name = channelOfLane(turn.item.key);
        if (name === null) return { kind: "done" };
        const known = channels[name];
        const channel = { ...known, perSecond: perSecond[name] ?? known.perSecond };
        return new LaneRun({ platform, channel, ...(reach && { reach }) }, turn).work();
      },
    },
  ];
};
