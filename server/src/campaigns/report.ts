import type { Platform } from "../platform/index.ts";
import type { MessengerUser, StatusReport } from "../messengers/index.ts";
import { statusesBefore } from "./decide.ts";
import { laneKind, messages, type Message } from "./model.ts";

/** Why it failed, in the provider's words; null for a message that is not this business's. */
const reasonOf = async (
  platform: Platform,
  businessId: string,
  { reference, error }: StatusReport,
): Promise<Message["reason"]> => {
  if (!error) return "failed";
  const message = await platform.store
    .collection(messages)
    .findOne({ _id: reference, business_id: businessId }, { projection: { customer_id: 1 } });
  return message && platform.seals.seal(message.customer_id, error);
};

/** Moves a message to what its provider says of it, forward only: late, doubled and reordered reports change nothing. */
const reportStatus = async (platform: Platform, businessId: string, report: StatusReport): Promise<void> => {
  const reason = report.status === "failed" ? await reasonOf(platform, businessId, report) : null;
  await platform.store.collection(messages).updateOne(
    {
      _id: report.reference,
      business_id: businessId,
      status: { $in: [...statusesBefore[report.status]] },
    },
    {
      $set: {
        status: report.status,
        reason,
        provider_id: report.message_id,
        updated_at: platform.clock.now(),
      },
    },
  );
};

/** What campaigns do with what a messenger provider tells. */
export const messengerUser: MessengerUser = {
  report: reportStatus,
  resume: (platform, businessId) => platform.work.wake(laneKind, businessId),
};

/** Ours are words of a closed list; a provider's may be any. */
const isOurs = (reason: string): boolean => /^[a-z_]+$/.test(reason);

/** Empties what 0.1.0 kept in plain of what providers said about a customer. */
export const forgetPlainReasons = async (platform: Platform, customerId: string): Promise<void> => {
  const own = platform.store.collection(messages);
  const failed = await own.find({ customer_id: customerId, reason: { $type: "string" } }).toArray();
  for (const { _id, reason } of failed)
    if (typeof reason === "string" && !isOurs(reason))
      await own.updateOne({ _id, reason }, { $set: { reason: "failed" } });
};
