import { useState, type ReactNode } from "react";
import { useCall, useWrite } from "../../../api/queries.ts";
import { useText } from "../../../i18n/index.tsx";
import { useFormat } from "../../../i18n/format.ts";
import { ConfirmDialog } from "../../../parts/dialog.tsx";
import { RadioField } from "../../../parts/fields.tsx";
import { ProblemNotice } from "../../../parts/notice.tsx";
import { tellDone } from "../../../parts/toasts.tsx";
import type { Hook } from "./state.tsx";
import type en from "../en.json";

const hourMs = 3_600_000;
const spans = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, all: 30 * 24 * hourMs } as const;
type Span = keyof typeof spans;
const names: readonly Span[] = ["hour", "day", "week", "all"];

/** Sends all that failed since a time again, after saying how many that are. */
export const Recover = (parts: { readonly hook: Hook; readonly onClose: () => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const { id } = parts.hook;
  const [openedAt] = useState(() => Date.now());
  const [span, setSpan] = useState<Span>("day");
  const since = new Date(openedAt - spans[span]).toISOString();
  const failures = useCall("countFailures", { params: { id }, query: { since } });
  const recover = useWrite("recoverHook", ["listDeliveries", "getHook", "listHooks", "countFailures"]);
  const count = failures.data?.count;
  const values = { count: count ?? 0, since: format.moment(since) };
  return (
    <ConfirmDialog
      title={t("hooks.recover_title")}
      confirm={t("hooks.recover_confirm", { count: count ?? 0 })}
      isOpen
      isBusy={recover.isPending}
      isDangerous={false}
      isReady={count !== undefined && count > 0}
      problem={recover.error}
      onConfirm={() =>
        recover.mutate(
          { params: { id }, body: { since } },
          {
            onSuccess: (answer) => {
              tellDone(t("hooks.recovered", { count: answer.count }));
              parts.onClose();
            },
          },
        )
      }
      onClose={parts.onClose}
    >
      <RadioField
        label={t("hooks.recover_since")}
        value={span}
        choices={names.map((value) => ({
          value,
          label: t(`hooks.recover_span.${value}`),
          help: t("hooks.recover_from", {
            since: format.moment(new Date(openedAt - spans[value]).toISOString()),
          }),
        }))}
        onChange={setSpan}
      />
      <p role="status">{count === undefined ? t("loading") : t("hooks.recover_count", values)}</p>
      <ProblemNotice problem={failures.error} />
      <p className="faint">{t("hooks.recover_lead")}</p>
    </ConfirmDialog>
  );
};
