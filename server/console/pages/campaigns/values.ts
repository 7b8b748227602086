import type { Answer, CallRequest } from "../../api/call.ts";

export type Campaign = Answer<"getCampaign">;
export type AudiencePreview = Answer<"previewAudience">;
export type Status = keyof Campaign["counts"];

export const channels = ["push", "email", "messengers"] as const;
export const messengers = ["whatsapp", "telegram", "viber"] as const;
export const audienceTypes = [
  "all",
  "template_id",
  "has_active_voucher",
  "inactive_days",
  "customer_ids",
] as const;
export const statuses: readonly Status[] = [
  "pending",
  "sent",
  "delivered",
  "read",
  "failed",
  "skipped",
  "unknown",
];

/** A campaign or broadcast as it is filled in. */
export interface CampaignValues {
  readonly kind: "campaign" | "broadcast";
  readonly name: string;
  readonly channels: readonly (typeof channels)[number][];
  readonly messenger: (typeof messengers)[number];
  readonly message: string;
  readonly subject: string;
  readonly pushText: string;
  readonly audience: (typeof audienceTypes)[number];
  readonly templateId: string | null;
  readonly days: string;
  readonly customerIds: readonly string[];
  /** Holders of this card only, beside the audience. */
  readonly narrowTo: string | null;
  readonly voucherId: string | null;
}

export const emptyCampaign: CampaignValues = {
  kind: "campaign",
  name: "",
  channels: ["messengers"],
  messenger: "whatsapp",
  message: "",
  subject: "",
  pushText: "",
  audience: "all",
  templateId: null,
  days: "30",
  customerIds: [],
  narrowTo: null,
  voucherId: null,
};

type Audience = CallRequest<"sendBroadcast">["body"]["audience"];

/** Null while it is not said yet who they are. */
export const audienceOf = (values: CampaignValues): Audience | null => {
  const { audience, templateId, days, customerIds } = values;
  switch (audience) {
    case "all":
      return { all: true };
    case "has_active_voucher":
      return { has_active_voucher: true };
    case "template_id":
      return templateId === null ? null : { template_id: templateId };
    case "customer_ids":
      return customerIds.length === 0 ? null : { customer_ids: [...customerIds] };
    case "inactive_days": {
      const count = Number(days);
      return /^\d{1,4}$/.test(days) && count >= 1 && count <= 3650 ? { inactive_days: count } : null;
    }
  }
};

/** What is asked to be counted; null while there is nothing to count. */
export const previewOf = (values: CampaignValues): CallRequest<"previewAudience">["body"] | null => {
  const audience = audienceOf(values);
  if (audience === null) return null;
  if (values.kind === "broadcast") return { audience, channels: [values.messenger] };
  if (values.channels.length === 0) return null;
  return {
    audience,
    channels: [...values.channels],
    ...(values.narrowTo !== null && { template_id: values.narrowTo }),
  };
};

const given = <K extends string>(name: K, text: string): Partial<Record<K, string>> =>
  text.trim() === "" ? {} : ({ [name]: text } as Record<K, string>);

/** What POST /campaigns takes. */
export const campaignBody = (
  values: CampaignValues,
  audience: Audience,
): CallRequest<"createCampaign">["body"] => ({
  name: values.name,
  channels: [...values.channels],
  message: values.message,
  audience,
  ...(values.channels.includes("push") && given("push_text", values.pushText)),
  ...(values.channels.includes("email") && given("subject", values.subject)),
  ...(values.narrowTo !== null && { template_id: values.narrowTo }),
  ...(values.voucherId !== null && { voucher_template_id: values.voucherId }),
});

/** Reports of what was handed over come in for so long. */
const reportsMs = 3_600_000;
const runningPauseMs = 1_500;
const reportsPauseMs = 5_000;

export const isRunning = ({ status }: Pick<Campaign, "status">): boolean => status !== "sent";

/** How soon the counts are asked again: while it runs, and more seldom while channels still report. */
export const nextLookMs = (campaign: Campaign, now = Date.now()): number | false => {
  if (isRunning(campaign)) return runningPauseMs;
  const isFresh = now - new Date(campaign.created_at).getTime() < reportsMs;
  return campaign.counts.sent > 0 && isFresh ? reportsPauseMs : false;
};

/** Where a campaign is looked at. */
export const addressOf = ({ kind, id }: Pick<Campaign, "kind" | "id">): string =>
  kind === "broadcast" ? `/broadcasts/${id}` : `/campaigns/${id}`;
