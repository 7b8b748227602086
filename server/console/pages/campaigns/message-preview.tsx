import type { ReactNode } from "react";
import { useAll } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { Panel } from "../../parts/page.tsx";
import { Name } from "../../parts/small.tsx";
import type { CampaignValues } from "./values.ts";
import type en from "./en.json";

type Shown = "push" | "email" | "messengers";

const shownChannels = ({ kind, channels }: CampaignValues): readonly Shown[] =>
  kind === "broadcast" ? ["messengers"] : channels;

const Bubble = (parts: {
  readonly label: string;
  readonly title?: string;
  readonly children: ReactNode;
}): ReactNode => (
  <div className="bubble">
    <h3 className="faint">{parts.label}</h3>
    {parts.title !== undefined && (
      <p className="bubble-title">
        <Name>{parts.title}</Name>
      </p>
    )}
    {parts.children}
  </div>
);

/** What customers get, channel by channel. */
export const MessagePreview = ({ values }: { readonly values: CampaignValues }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { name: shop } = useSession().business;
  const vouchers = useAll("listVoucherTemplates", {}).data ?? [];
  const voucher = vouchers.find(({ id }) => id === values.voucherId);
  const message = values.message.trim() === "" ? t("campaigns.preview.message") : values.message;
  const name = values.name.trim() === "" ? t("campaigns.preview.name") : values.name;
  const titleOf: Readonly<Record<Shown, string>> = {
    push: values.pushText.trim() === "" ? name : values.pushText,
    email: values.subject.trim() === "" ? name : values.subject,
    messengers: shop,
  };
  return (
    <Panel title={t("campaigns.preview")}>
      {shownChannels(values).map((channel) => (
        <Bubble
          key={channel}
          label={
            values.kind === "broadcast"
              ? t(`campaigns.channel.${values.messenger}`)
              : t(`campaigns.channel.${channel}`)
          }
          title={titleOf[channel]}
        >
          <p className="bubble-text">{message}</p>
          {values.kind === "campaign" && voucher !== undefined && (
            <p className="bubble-voucher">{t("campaigns.preview.voucher", { title: voucher.title })}</p>
          )}
          {channel === "email" && <p className="faint">{t("campaigns.preview.unsubscribe")}</p>}
        </Bubble>
      ))}
      {values.kind === "campaign" && values.channels.length === 0 && (
        <p className="faint">{t("campaigns.no_channel")}</p>
      )}
    </Panel>
  );
};
