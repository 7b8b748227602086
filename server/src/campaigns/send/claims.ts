import type { Platform } from "../../platform/index.ts";
import { statusesBefore } from "../decide.ts";
import { messages, type DeliveryStatus, type Message } from "../model.ts";

/*
 * A message is claimed by one atomic update that moves its `due_at` to the claim's end. What a crash does at each point:
 * claimed, not handed over: due again when the claim runs out. A channel that knows keys gets it under the same key,
 * whether or not it had it. A channel without keys is told of in `handing` first; found so after its claim, nobody knows
 * whether it was taken, and it ends as unknown. Accepted, not recorded: as before; the journal, which is written first,
 * says whether it was.
 */

/** Longer than any channel takes to answer. */
export const claimMs = 40_000;
const batchSize = 40;

/** One worker's hold on one message. */
export interface Claim {
  readonly id: string;
  readonly token: string;
}

const model = (platform: Platform) => platform.store.collection(messages);

/** What of a lane is due, claims that ran out among it. */
export const dueMessages = (platform: Platform, lane: string, now: Date): Promise<Message[]> =>
  model(platform)
    .find({ lane, open: true, due_at: { $lte: now } })
    .sort({ due_at: 1 })
    .limit(batchSize)
    .toArray();

/** When the lane's next message is due; null when nothing is open. */
export const nextDueAt = async (platform: Platform, lane: string): Promise<Date | null> => {
  const next = await model(platform).findOne(
    { lane, open: true },
    { sort: { due_at: 1 }, projection: { due_at: 1 } },
  );
  return next?.due_at ?? null;
};

/** Takes a due message as it was read. @returns false when another worker was faster. */
export const claim = async (platform: Platform, message: Message, token: string): Promise<boolean> => {
  const now = platform.clock.now();
  const taken = await model(platform).updateOne(
    { _id: message._id, open: true, due_at: message.due_at, claimed_by: message.claimed_by },
    { $set: { work: "claimed", claimed_by: token, due_at: new Date(now.getTime() + claimMs) } },
  );
  return taken.matchedCount === 1;
};

/** Notes that the message is about to be handed to a channel without keys. @returns false when the claim is gone. */
export const markHanding = async (platform: Platform, held: Claim): Promise<boolean> => {
  const noted = await model(platform).updateOne(
    { _id: held.id, claimed_by: held.token, open: true, work: "claimed" },
    { $set: { work: "handing" } },
  );
  return noted.matchedCount === 1;
};

export interface Ending {
  readonly status: DeliveryStatus;
  readonly reason: string | null;
  readonly providerId?: string | null;
}

/** Closes a message. Its status only moves forward: a report of the provider may have been faster. */
export const close = async (platform: Platform, held: Claim, ending: Ending): Promise<void> => {
  const updatedAt = platform.clock.now();
  const closed = { open: false, work: "done" as const, claimed_by: null, updated_at: updatedAt };
  // An accepted message is done whoever holds it by now; anything else is the holder's to say.
  const held_by = ending.status === "sent" ? {} : { claimed_by: held.token };
  const said = await model(platform).updateOne(
    { _id: held.id, ...held_by, status: { $in: [...statusesBefore[ending.status]] } },
    {
      $set: {
        ...closed,
        status: ending.status,
        reason: ending.reason,
        ...(ending.providerId && { provider_id: ending.providerId }),
      },
    },
  );
  if (said.matchedCount === 0)
    await model(platform).updateOne({ _id: held.id, ...held_by }, { $set: closed });
};

/** Puts a message back for a later try. */
export const postpone = async (
  platform: Platform,
  held: Claim,
  again: { dueAt: Date; attempts: number; interrupted: boolean; reason: string | null },
): Promise<void> => {
  await model(platform).updateOne(
    { _id: held.id, claimed_by: held.token, open: true },
    {
      $set: {
        work: "pending",
        claimed_by: null,
        due_at: again.dueAt,
        attempts: again.attempts,
        interrupted: again.interrupted,
        reason: again.reason,
        updated_at: platform.clock.now(),
      },
    },
  );
};
