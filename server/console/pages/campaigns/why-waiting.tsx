import type { ReactNode } from "react";
import { useCall } from "../../api/queries.ts";
import { useMayDo } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { ButtonLink } from "../../parts/button.tsx";
import { Notice } from "../../parts/notice.tsx";
import { useReasonText } from "./reasons.ts";
import type { Campaign } from "./values.ts";
import type en from "./en.json";

const pauseMs = 5_000;

/** What somebody must act on, rather than wait for. */
const accounts: readonly string[] = ["auth", "billing"];

/** Why a campaign does not go on: what was said at the last try of a message that waits. */
export const WhyWaiting = ({ campaign }: { readonly campaign: Campaign }): ReactNode => {
  const t = useText<keyof typeof en>();
  const reasonText = useReasonText();
  const mayConnect = useMayDo("manager");
  const request = { params: { id: campaign.id }, query: { status: "pending", limit: 100 } } as const;
  const waiting = useCall("listCampaignMessages", request, { refetchMs: () => pauseMs });
  const found = waiting.data?.data.find(({ reason }) => reason !== null);
  if (!found?.reason) return null;
  const isAccount = accounts.includes(found.reason);
  return (
    <Notice
      kind={isAccount ? "bad" : "warning"}
      title={t("campaigns.waits", { channel: t(`campaigns.channel.${found.channel}`) })}
      action={
        isAccount &&
        mayConnect &&
        found.channel !== "email" &&
        found.channel !== "push" && (
          <ButtonLink size="small" href="/messengers">
            {t("nav.messengers")}
          </ButtonLink>
        )
      }
    >
      <p>{reasonText(found.reason)}</p>
    </Notice>
  );
};
