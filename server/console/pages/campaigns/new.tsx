import { useState, type ReactNode } from "react";
import { Form as AriaForm } from "react-aria-components/Form";
import { useLocation } from "wouter";
import { useCall, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useForm, type Form } from "../../parts/form.ts";
import { LeaveGuard } from "../../parts/leave-guard.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Page, Panel } from "../../parts/page.tsx";
import { AudiencePanel } from "./audience-panel.tsx";
import { MessagePanel } from "./message-panel.tsx";
import { MessagePreview } from "./message-preview.tsx";
import { missingChannels, ReachView } from "./reach.tsx";
import {
  addressOf,
  audienceOf,
  campaignBody,
  emptyCampaign,
  previewOf,
  type AudiencePreview,
  type CampaignValues,
} from "./values.ts";
import type en from "./en.json";

const pointers = [
  "/name",
  "/channel*",
  "/message",
  "/subject",
  "/push_text",
  "/template_id",
  "/voucher_template_id",
  "/audience/*",
];

/** Why it cannot be sent yet, in words; null when it can. */
const useObstacle = (): ((values: CampaignValues, preview: AudiencePreview | undefined) => string | null) => {
  const t = useText<keyof typeof en>();
  return (values, preview) => {
    if (values.kind === "campaign" && values.channels.length === 0) return t("campaigns.no_channel");
    if (values.message.trim() === "") return t("campaigns.no_message");
    if (values.kind === "campaign" && values.name.trim() === "") return t("campaigns.no_name");
    if (audienceOf(values) === null) return t("campaigns.say_who");
    if (preview === undefined) return t("loading");
    if (preview.recipients === 0) return t("campaigns.nobody");
    const [missing] = missingChannels(values, preview);
    if (missing === undefined) return null;
    return t("campaigns.channel_missing", { channel: t(`campaigns.channel.${missing.channel}`) });
  };
};

const SendDialog = (parts: {
  readonly form: Form<CampaignValues>;
  readonly preview: AudiencePreview;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { form, preview } = parts;
  const { values } = form;
  return (
    <ConfirmDialog
      title={t("campaigns.send_title", { count: preview.recipients })}
      confirm={t("campaigns.send")}
      isOpen
      isBusy={form.isSending}
      isDangerous={false}
      problem={form.problemBeside([])}
      onConfirm={parts.onConfirm}
      onClose={parts.onClose}
    >
      <p>{t("campaigns.send_lead", { messages: preview.messages, left_out: preview.left_out })}</p>
      {values.kind === "campaign" && values.voucherId !== null && <p>{t("campaigns.send_voucher")}</p>}
      <p>{t("campaigns.send_final")}</p>
    </ConfirmDialog>
  );
};

/** Sends it as what it is, and says where it is then seen. */
const useSending = (form: Form<CampaignValues>): (() => Promise<string | null>) => {
  const campaign = useWrite("createCampaign", ["listCampaigns"]);
  const broadcast = useWrite("sendBroadcast", ["listCampaigns"]);
  return async () => {
    let address: string | null = null;
    await form.send(async (values, idempotencyKey) => {
      const audience = audienceOf(values);
      if (audience === null) return;
      if (values.kind === "campaign") {
        const body = campaignBody(values, audience);
        address = addressOf(await campaign.mutateAsync({ body, idempotencyKey }));
        return;
      }
      const body = { channel: values.messenger, message: values.message, audience };
      const { id } = await broadcast.mutateAsync({ body, idempotencyKey });
      address = addressOf({ kind: "broadcast", id });
    });
    return address;
  };
};

const NewCampaignPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [, navigate] = useLocation();
  const form = useForm(emptyCampaign);
  const { values } = form;
  const body = previewOf(values);
  const query = useCall(
    "previewAudience",
    { body: body ?? { audience: { all: true } } },
    { enabled: body !== null, keepPrevious: true },
  );
  const preview = body === null || query.error !== null ? undefined : query.data;
  const obstacle = useObstacle()(values, query.isPlaceholderData ? undefined : preview);
  const sending = useSending(form);
  const [isAsked, setIsAsked] = useState(false);
  const send = async (): Promise<void> => {
    const address = await sending();
    if (address !== null) navigate(address, { replace: true });
  };
  return (
    <Page title={t("campaigns.new")} parent={{ href: "/campaigns", label: t("nav.campaigns") }}>
      <LeaveGuard isOn={form.isChanged} />
      <AriaForm
        className="campaign"
        onSubmit={(event) => {
          event.preventDefault();
          if (obstacle === null) setIsAsked(true);
        }}
      >
        <div className="stack-wide">
          <MessagePanel form={form} />
          <AudiencePanel form={form}>
            <ReachView values={values} query={query} isAsked={body !== null} />
          </AudiencePanel>
          <Panel>
            <ProblemNotice problem={form.problemBeside(pointers)} />
            <div className="row">
              <Button type="submit" look="primary" icon="send" isDisabled={obstacle !== null}>
                {t("campaigns.send")}
              </Button>
              <span className="faint" role="status">
                {obstacle}
              </span>
            </div>
          </Panel>
        </div>
        <MessagePreview values={values} />
      </AriaForm>
      {isAsked && preview !== undefined && (
        <SendDialog
          form={form}
          preview={preview}
          onConfirm={() => void send()}
          onClose={() => setIsAsked(false)}
        />
      )}
    </Page>
  );
};

export default NewCampaignPage;
