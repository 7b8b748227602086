import type { ReactNode } from "react";
import { useText } from "../../../i18n/index.tsx";
import { Button } from "../../../parts/button.tsx";
import { CopyText } from "../../../parts/copy.tsx";
import { Dialog, DialogButtons } from "../../../parts/dialog.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { Verification } from "./verification.tsx";
import type en from "../en.json";

/** The signing secret, this once: it stays until the person says that they have it. */
export const SecretShownOnce = (parts: {
  readonly hook: { readonly target_url: string; readonly secret: string };
  /** What else is to be known, for instance how long the former secret counts. */
  readonly lead?: string;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  return (
    <Dialog title={t("hooks.secret_title")} isOpen isKept isWide onClose={parts.onClose}>
      <Notice kind="warning">
        <p>{t("hooks.secret_warning")}</p>
      </Notice>
      <CopyText text={parts.hook.secret} label={t("hooks.secret")} />
      {parts.lead !== undefined && <p>{parts.lead}</p>}
      <p className="faint">{t("hooks.code_lead")}</p>
      <Verification targetUrl={parts.hook.target_url} />
      <DialogButtons>
        <Button look="primary" onPress={parts.onClose}>
          {t("hooks.secret_done")}
        </Button>
      </DialogButtons>
    </Dialog>
  );
};
