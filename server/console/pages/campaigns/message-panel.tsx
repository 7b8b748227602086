import type { ReactNode } from "react";
import { useAll } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { CheckField, RadioField, SelectField, TextField } from "../../parts/fields.tsx";
import { useFault, type Form } from "../../parts/form.ts";
import { Panel } from "../../parts/page.tsx";
import { channels, messengers, type CampaignValues } from "./values.ts";
import type en from "./en.json";

interface Parts {
  readonly form: Form<CampaignValues>;
}

const noVoucher = "none";
const longestPushText = 20;

const ChannelFields = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const { values } = form;
  const error = useFault(form.errorAt("/channels*"), values.channels);
  if (values.kind === "broadcast") {
    return (
      <RadioField
        label={t("campaigns.messenger")}
        value={values.messenger}
        choices={messengers.map((value) => ({ value, label: t(`campaigns.channel.${value}`) }))}
        error={form.errorAt("/channel")}
        onChange={(messenger) => form.set("messenger", messenger)}
      />
    );
  }
  return (
    <div className="field" role="group" aria-label={t("campaigns.channels")}>
      <span className="field-label">{t("campaigns.channels")}</span>
      {channels.map((channel) => (
        <CheckField
          key={channel}
          label={t(`campaigns.channel.${channel}`)}
          help={t(`campaigns.channel_help.${channel}`)}
          isChecked={values.channels.includes(channel)}
          onChange={(isOn) =>
            form.set(
              "channels",
              channels.filter((one) => (one === channel ? isOn : values.channels.includes(one))),
            )
          }
        />
      ))}
      {error !== null && <span className="field-error">{error}</span>}
    </div>
  );
};

const VoucherField = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const vouchers = useAll("listVoucherTemplates", {}).data ?? [];
  return (
    <SelectField
      label={t("campaigns.voucher")}
      help={t("campaigns.voucher_help")}
      value={form.values.voucherId ?? noVoucher}
      choices={[
        { value: noVoucher, label: t("campaigns.no_voucher") },
        ...vouchers.map(({ id, title }) => ({ value: id, label: title })),
      ]}
      error={form.errorAt("/voucher_template_id")}
      onChange={(id) => form.set("voucherId", id === noVoucher ? null : id)}
    />
  );
};

/** What kind it is, over which channels it goes, and what it says. */
export const MessagePanel = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const { values } = form;
  const isCampaign = values.kind === "campaign";
  return (
    <Panel title={t("campaigns.message_title")}>
      <RadioField
        label={t("campaigns.kind")}
        value={values.kind}
        choices={(["campaign", "broadcast"] as const).map((value) => ({
          value,
          label: t(`campaigns.kind.${value}`),
          help: t(`campaigns.kind_help.${value}`),
        }))}
        onChange={(kind) => form.set("kind", kind)}
      />
      <ChannelFields form={form} />
      {isCampaign && (
        <TextField
          label={t("campaigns.name")}
          help={t("campaigns.name_help")}
          value={values.name}
          error={form.errorAt("/name")}
          onChange={(name) => form.set("name", name)}
          maxLength={120}
          isRequired
        />
      )}
      <TextField
        label={t("campaigns.message")}
        value={values.message}
        error={form.errorAt("/message")}
        onChange={(message) => form.set("message", message)}
        rows={5}
        maxLength={7000}
        isRequired
      />
      {isCampaign && values.channels.includes("email") && (
        <TextField
          label={t("campaigns.subject")}
          help={t("campaigns.subject_help")}
          value={values.subject}
          error={form.errorAt("/subject")}
          onChange={(subject) => form.set("subject", subject)}
          maxLength={200}
        />
      )}
      {isCampaign && values.channels.includes("push") && (
        <TextField
          label={t("campaigns.push_text")}
          help={t("campaigns.push_text_help", { count: longestPushText - values.pushText.length })}
          value={values.pushText}
          error={form.errorAt("/push_text")}
          onChange={(pushText) => form.set("pushText", pushText)}
          maxLength={longestPushText}
        />
      )}
      {isCampaign && <VoucherField form={form} />}
    </Panel>
  );
};
