import type { ReactNode } from "react";
import { useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import type { Till } from "./sample-sale.ts";
import type en from "./en.json";

/** Says what stops with a till, and what stays. */
export const DeleteTill = (parts: {
  readonly till: Till;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { id, name, kind } = parts.till;
  const remove = useWrite("deleteTill", ["listTills"]);
  const confirm = (): void =>
    remove.mutate(
      { params: { id } },
      {
        onSuccess: () => {
          tellDone(t("tills.deleted", { name }));
          parts.onDeleted();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t("tills.delete_title", { name })}
      confirm={t("delete")}
      isOpen
      isBusy={remove.isPending}
      problem={remove.error}
      onConfirm={confirm}
      onClose={parts.onClose}
    >
      <p>{kind === "poster" ? t("tills.delete_poster") : t("tills.delete_signing")}</p>
      <p>{t("tills.delete_stays")}</p>
    </ConfirmDialog>
  );
};
