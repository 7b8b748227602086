import { useState, type ReactNode } from "react";
import { useCall } from "../../api/queries.ts";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { Dialog, DialogButtons } from "../../parts/dialog.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Progress } from "../../parts/small.tsx";
import type { Template } from "./draft.ts";
import { useApplying } from "./applying.ts";
import type en from "./en.json";

/** How many cards there are of a template: the audience of its holders. */
const useCardCount = (id: string): number | undefined =>
  useCall("previewAudience", { body: { audience: { template_id: id } } }).data?.customers;

/** Asks, then brings issued cards to the present version and shows how far that is. */
export const ApplyDialog = (parts: {
  readonly template: Template;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const { template } = parts;
  const apply = useApplying(template.id);
  const { total, left } = apply;
  const isDone = left === 0;
  return (
    <Dialog title={t("templates.apply_title", { version: template.version })} isOpen onClose={parts.onClose}>
      {total === null ? (
        <div className="stack">
          <p>{t("templates.apply_lead", { version: template.version })}</p>
          <p>{t("templates.apply_stamps")}</p>
        </div>
      ) : (
        <Progress
          label={t("templates.apply")}
          done={total - (left ?? total)}
          of={total}
          text={
            isDone
              ? t("templates.apply_done", { count: total, version: template.version })
              : t("templates.apply_progress", {
                  done: format.number(total - (left ?? total)),
                  count: format.number(total),
                })
          }
        />
      )}
      {total !== null && !isDone && <p className="faint">{t("templates.apply_leave")}</p>}
      <ProblemNotice problem={apply.problem} />
      <DialogButtons>
        <Button onPress={parts.onClose}>{total === null ? t("cancel") : t("close")}</Button>
        {total === null && (
          <Button look="primary" isBusy={apply.isAsking} onPress={apply.begin}>
            {t("templates.apply")}
          </Button>
        )}
      </DialogButtons>
    </Dialog>
  );
};

/** What a save has changed: the new version, and the cards that stay on the one before. */
export const VersionNotice = (parts: { readonly template: Template; readonly from: number }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { template, from } = parts;
  const count = useCardCount(template.id);
  const [isApplying, setIsApplying] = useState(false);
  if (count === undefined) return null;
  const values = { from, to: template.version, count };
  return (
    <Notice
      kind="good"
      action={
        count > 0 && (
          <Button size="small" onPress={() => setIsApplying(true)}>
            {t("templates.apply")}
          </Button>
        )
      }
    >
      <p>{t(from === 1 ? "templates.new_version" : "templates.new_version_older", values)}</p>
      {isApplying && <ApplyDialog template={template} onClose={() => setIsApplying(false)} />}
    </Notice>
  );
};

/** The same, asked for on the page at any time. */
export const ApplyButton = ({ template }: { readonly template: Template }): ReactNode => {
  const t = useText<keyof typeof en>();
  const [isApplying, setIsApplying] = useState(false);
  return (
    <>
      <Button icon="refresh" onPress={() => setIsApplying(true)}>
        {t("templates.apply")}
      </Button>
      {isApplying && <ApplyDialog template={template} onClose={() => setIsApplying(false)} />}
    </>
  );
};
