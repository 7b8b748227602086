import type { ReactNode } from "react";
import { basePath, type Answer } from "../../api/call.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { Dialog, DialogButtons } from "../../parts/dialog.tsx";
import { Notice } from "../../parts/notice.tsx";
import type en from "./en.json";

export type ShownKey = Answer<"createApiKey">;

/** The full key, this once: it stays until the person says that they have it. */
export const KeyShownOnce = (parts: { readonly made: ShownKey; readonly onClose: () => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { made } = parts;
  const firstCall = `curl ${window.location.origin}${basePath}/v1/me -H "Authorization: Bearer ${made.key}"`;
  return (
    <Dialog title={t("keys.once_title")} isOpen isKept isWide onClose={parts.onClose}>
      <Notice kind="warning">
        <p>{t("keys.once_warning", { name: made.name })}</p>
      </Notice>
      <CopyText text={made.key} label={t("keys.column.key")} />
      <p className="faint">{t("keys.first_call")}</p>
      <CopyText text={firstCall} label={t("keys.first_call")} isBlock />
      <DialogButtons>
        <Button look="primary" onPress={parts.onClose}>
          {t("keys.once_done")}
        </Button>
      </DialogButtons>
    </Dialog>
  );
};
