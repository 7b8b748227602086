import type { ReactNode } from "react";
import type { Item } from "../../api/queries.ts";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { Facts, Panel } from "../../parts/page.tsx";
import { Name } from "../../parts/small.tsx";
import type { Template } from "./draft.ts";
import type en from "./en.json";

type VoucherTemplates = readonly Item<"listVoucherTemplates">[];

/** How stamps are earned, in a sentence. */
export const useEarnText = (): ((earn: Template["earn"]) => string) => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  return (earn) =>
    earn.type === "per_order"
      ? t("templates.earn.per_order_short")
      : t("templates.earn.by_amount_short", { amount: format.money(earn.amount_per_stamp, earn.currency) });
};

const Reward = (parts: {
  readonly reward: Template["goals"][number]["reward"];
  readonly vouchers: VoucherTemplates;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { reward } = parts;
  if (reward.type !== "voucher") return <Name>{reward.name}</Name>;
  const title = parts.vouchers.find(({ id }) => id === reward.voucher_template_id)?.title;
  return (
    <>
      {t("templates.reward.voucher")}: <Name>{title ?? reward.voucher_template_id}</Name>
    </>
  );
};

/** A template for who may not change it. */
export const TemplateSummary = (parts: {
  readonly template: Template;
  readonly vouchers: VoucherTemplates;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const earnText = useEarnText();
  const { template, vouchers } = parts;
  const { birthday, inactivity } = template;
  return (
    <>
      <Panel>
        <Facts
          facts={[
            {
              name: t("templates.version"),
              value: t("templates.version_number", { version: template.version }),
            },
            { name: t("templates.earn"), value: earnText(template.earn) },
            { name: t("templates.after"), value: t(`templates.after.${template.after_final_goal}`) },
            { name: t("templates.birthday"), value: birthday.enabled ? t("yes") : t("no") },
            { name: t("templates.inactivity"), value: inactivity.enabled ? t("yes") : t("no") },
          ]}
        />
      </Panel>
      <Panel title={t("templates.goals")}>
        <Facts
          facts={template.goals.map(({ stamps, reward }) => ({
            name: t("templates.at_stamps", { count: stamps }),
            value: <Reward reward={reward} vouchers={vouchers} />,
          }))}
        />
      </Panel>
    </>
  );
};
