import { defineCollection } from "../core/store.ts";
import { workId } from "../core/work-queue/index.ts";
import type { Platform } from "../platform/index.ts";
import { offerWaiting } from "./enlist.ts";
import { laneKind } from "./model.ts";

/** What 0.1.0 kept of a lane; one with nothing open was due in the year 9999. */
interface FormerLane {
  /** `<business>:<channel>` */
  readonly _id: string;
  readonly business_id: string;
  readonly due_at: Date;
  readonly paused_until: Date;
  readonly paused_reason: string | null;
}

export const formerLanes = defineCollection<FormerLane>("campaign_lanes");

const never = new Date("9999-12-31T00:00:00Z");

const carryOver = async (platform: Platform, lane: FormerLane): Promise<void> => {
  const { work, clock } = platform;
  const { _id: key, business_id, due_at: dueAt, paused_until: until, paused_reason: reason } = lane;
  await work.add(laneKind, [{ key, business_id, dueAt }]);
  if (until > clock.now()) await work.rest(workId(laneKind, key), until, reason ?? "");
};

/**
 * Takes over what a 0.1.0 left to be sent: its lanes, each forgotten once it is an item of work, and campaigns whose
 * messages were not written down. Broken off it goes on at the next start; with nothing left it does nothing.
 */
export const carryOverCampaigns = async (platform: Platform): Promise<void> => {
  const found = platform.store.collection(formerLanes);
  for await (const lane of found.find()) {
    if (lane.due_at < never) await carryOver(platform, lane);
    await found.deleteOne({ _id: lane._id });
  }
  await offerWaiting(platform);
};
