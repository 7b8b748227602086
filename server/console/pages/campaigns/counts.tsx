import type { ReactNode } from "react";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { Badge, Progress } from "../../parts/small.tsx";
import { isRunning, statuses, type Campaign } from "./values.ts";
import type en from "./en.json";

type Counted = Pick<Campaign, "status" | "counts" | "messages">;

export const CampaignState = ({ campaign }: { readonly campaign: Counted }): ReactNode => {
  const t = useText<keyof typeof en>();
  return (
    <Badge tone={isRunning(campaign) ? "info" : "good"}>{t(`campaigns.state.${campaign.status}`)}</Badge>
  );
};

/** The counts that are not nought, in one line. */
export const useCountsText = (): ((counts: Campaign["counts"]) => string) => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  return (counts) =>
    format.list(
      statuses
        .filter((status) => counts[status] > 0)
        .map((status) => `${t(`campaigns.count.${status}`)}: ${format.number(counts[status])}`),
    );
};

/** How many messages wait no longer, of all. */
export const SentProgress = ({ campaign }: { readonly campaign: Counted }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const { counts, messages } = campaign;
  const done = messages - counts.pending;
  return (
    <Progress
      label={t("campaigns.progress")}
      done={done}
      of={messages}
      text={t("campaigns.progress_text", { done: format.number(done), of: format.number(messages) })}
    />
  );
};
