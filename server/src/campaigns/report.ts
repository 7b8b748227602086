import type { Platform } from "../platform/index.ts";
import type { MessengerUser, StatusReport } from "../messengers/index.ts";
import { statusesBefore } from "./decide.ts";
import { messages } from "./model.ts";
import { endPauses } from "./send/leases.ts";

/** Moves a message to what its provider says of it, forward only: late, doubled and reordered reports change nothing. */
const reportStatus = async (platform: Platform, businessId: string, report: StatusReport): Promise<void> => {
  await platform.store.collection(messages).updateOne(
    {
      _id: report.reference,
      business_id: businessId,
      status: { $in: [...statusesBefore[report.status]] },
    },
    {
      $set: {
        status: report.status,
        reason: report.status === "failed" ? (report.error ?? "failed") : null,
        provider_id: report.message_id,
        updated_at: platform.clock.now(),
      },
    },
  );
};

/** What campaigns do with what a messenger provider tells. */
export const messengerUser: MessengerUser = {
  report: reportStatus,
  resume: (platform, businessId) => endPauses(platform.store, businessId),
};
