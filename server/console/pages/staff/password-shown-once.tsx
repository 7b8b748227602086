import type { ReactNode } from "react";
import { basePath } from "../../api/call.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { Dialog, DialogButtons } from "../../parts/dialog.tsx";
import { Notice } from "../../parts/notice.tsx";
import type en from "./en.json";

export interface ShownPassword {
  readonly name: string;
  readonly login: string;
  readonly password: string;
}

/** What to hand over to a staff member: where to sign in, and with what. */
export const PasswordShownOnce = (parts: {
  readonly made: ShownPassword;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { name, login, password } = parts.made;
  const address = `${window.location.origin}${basePath}/console`;
  return (
    <Dialog title={t("staff.once_title", { name })} isOpen isKept onClose={parts.onClose}>
      <Notice kind="warning">
        <p>{t("staff.once_warning", { name })}</p>
      </Notice>
      <CopyText text={address} label={t("staff.once_address")} />
      <CopyText text={login} label={t("staff.login")} />
      <CopyText text={password} label={t("staff.password")} />
      <DialogButtons>
        <Button look="primary" onPress={parts.onClose}>
          {t("staff.once_done")}
        </Button>
      </DialogButtons>
    </Dialog>
  );
};
