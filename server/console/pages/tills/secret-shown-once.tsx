import type { ReactNode } from "react";
import type { Answer } from "../../api/call.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { Dialog, DialogButtons } from "../../parts/dialog.tsx";
import { Notice } from "../../parts/notice.tsx";
import { SignedExample } from "./signed-example.tsx";
import type en from "./en.json";

export type NewTill = Answer<"createTill">;

/** The secret of a till, this once, with an example that runs as it stands. */
export const SecretShownOnce = (parts: {
  readonly till: NewTill;
  readonly secret: string;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { till, secret } = parts;
  return (
    <Dialog title={t("tills.once_title", { name: till.name })} isOpen isKept isWide onClose={parts.onClose}>
      <Notice kind="warning">
        <p>{t("tills.once_warning")}</p>
      </Notice>
      <CopyText text={secret} label={t("tills.secret")} />
      <p className="faint">{t("tills.once_try")}</p>
      <SignedExample till={till} secret={secret} />
      <DialogButtons>
        <Button look="primary" onPress={parts.onClose}>
          {t("tills.once_done")}
        </Button>
      </DialogButtons>
    </Dialog>
  );
};
