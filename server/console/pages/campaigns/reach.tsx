import type { ReactNode } from "react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Problem } from "../../api/problem.ts";
import { useText } from "../../i18n/index.tsx";
import { TextLink } from "../../parts/button.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Skeleton } from "../../parts/page.tsx";
import { Badge } from "../../parts/small.tsx";
import { messengers, type AudiencePreview, type CampaignValues } from "./values.ts";
import type en from "./en.json";

type Reach = AudiencePreview["channels"][number];

/** The channels that a message may go over, as they were asked for. */
const askedFor = ({ kind, channels, messenger }: CampaignValues, { channel }: Reach): boolean => {
  if (kind === "broadcast") return channel === messenger;
  const isMessenger = messengers.some((one) => one === channel);
  return channels.some((one) => (one === "messengers" ? isMessenger : one === channel));
};

/** Channels that are asked for and not set up. Of the messengers one that is set up is enough for a campaign. */
export const missingChannels = (values: CampaignValues, preview: AudiencePreview): readonly Reach[] => {
  const asked = preview.channels.filter((reach) => askedFor(values, reach));
  const isOneMessenger = (channel: Reach["channel"]): boolean => channel !== "push" && channel !== "email";
  const hasMessenger = asked.some(({ channel, connected }) => isOneMessenger(channel) && connected);
  return asked.filter(({ channel, connected }) => {
    if (connected) return false;
    return values.kind === "broadcast" || !isOneMessenger(channel) || !hasMessenger;
  });
};

/** Where a channel is set up. */
const SetUp = ({ channel }: Pick<Reach, "channel">): ReactNode => {
  const t = useText<keyof typeof en>();
  if (channel === "push") return t("campaigns.set_up.push");
  if (channel === "email") return t("campaigns.set_up.email");
  return <TextLink href="/messengers">{t("campaigns.set_up.messengers")}</TextLink>;
};

const ReachTable = (parts: {
  readonly values: CampaignValues;
  readonly preview: AudiencePreview;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const channels = parts.preview.channels.filter((reach) => askedFor(parts.values, reach));
  return (
    <DataTable
      label={t("campaigns.reach")}
      items={channels}
      rowKey={({ channel }) => channel}
      columns={[
        {
          id: "channel",
          label: t("campaigns.channel"),
          cell: ({ channel }) => t(`campaigns.channel.${channel}`),
        },
        { id: "reached", label: t("campaigns.reached"), isNumber: true, cell: ({ reached }) => reached },
        {
          id: "consent",
          label: t("campaigns.without_consent"),
          isNumber: true,
          cell: (reach) => reach.without_consent,
        },
        {
          id: "address",
          label: t("campaigns.without_address"),
          isNumber: true,
          cell: (reach) => reach.without_address,
        },
        {
          id: "state",
          label: t("status"),
          cell: ({ channel, connected }) =>
            connected ? (
              <Badge tone="good">{t("campaigns.connected")}</Badge>
            ) : (
              <>
                <Badge tone="warning">{t("campaigns.not_connected")}</Badge> <SetUp channel={channel} />
              </>
            ),
        },
      ]}
    />
  );
};

/** Nobody is reached: what can be done about it. */
const Nobody = ({ preview }: { readonly preview: AudiencePreview }): ReactNode => {
  const t = useText<keyof typeof en>();
  if (preview.customers === 0) {
    return (
      <Notice kind="warning" title={t("campaigns.nobody")}>
        <p>{t("campaigns.nobody_there")}</p>
        <p>
          <TextLink href="/customers">{t("campaigns.to_customers")}</TextLink>
        </p>
      </Notice>
    );
  }
  return (
    <Notice kind="warning" title={t("campaigns.nobody")}>
      <p>{t("campaigns.nobody_agreed", { count: preview.customers })}</p>
      <p>
        <TextLink href="/customers">{t("campaigns.to_customers")}</TextLink>
      </p>
    </Notice>
  );
};

/** How many are reached as things stand, over which channel, and who is left out for what. */
export const ReachView = (parts: {
  readonly values: CampaignValues;
  readonly query: UseQueryResult<AudiencePreview, Problem>;
  readonly isAsked: boolean;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { query, values } = parts;
  const preview = query.data;
  if (!parts.isAsked) return <p className="faint">{t("campaigns.say_who")}</p>;
  if (query.error !== null)
    return <ProblemNotice problem={query.error} onRetry={() => void query.refetch()} />;
  if (preview === undefined) return <Skeleton lines={3} />;
  return (
    <div className={query.isPlaceholderData ? "stack is-stale" : "stack"}>
      <div role="status">
        <p className="reach">{t("campaigns.reached_count", { count: preview.recipients })}</p>
        <p>
          {t("campaigns.reached_of", {
            customers: preview.customers,
            left_out: preview.left_out,
            messages: preview.messages,
          })}
        </p>
      </div>
      {preview.recipients === 0 && <Nobody preview={preview} />}
      <ReachTable values={values} preview={preview} />
    </div>
  );
};
