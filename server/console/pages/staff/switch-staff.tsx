import type { ReactNode } from "react";
import { useAll, useWrite } from "../../api/queries.ts";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import type { StaffMember } from "./staff-form.tsx";
import type en from "./en.json";

interface SwitchParts {
  readonly member: StaffMember;
  readonly onClose: () => void;
}

/** Names what ends with a staff member: sign-in, sessions, their key, and the hooks they made. */
export const DisableStaff = ({ member, onClose }: SwitchParts): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const hooks = useAll("listHooks", {});
  const keys = useAll("listApiKeys", {});
  const update = useWrite("updateStaff", ["listStaff", "listApiKeys", "listHooks"]);
  const { id, name } = member;
  const hasKey = keys.data?.some((key) => key.staff_id === id) ?? false;
  const made = hooks.data?.filter((hook) => hook.created_by?.staff_id === id && hook.status === "active");
  const addresses = made?.map((hook) => hook.target_url) ?? [];
  const disable = (): void =>
    update.mutate(
      { params: { id }, body: { status: "disabled" } },
      {
        onSuccess: () => {
          tellDone(t("staff.disabled", { name }));
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t("staff.disable_title", { name })}
      confirm={t("staff.disable")}
      isOpen
      isBusy={update.isPending}
      isReady={hooks.data !== undefined && keys.data !== undefined}
      problem={update.error ?? hooks.error ?? keys.error}
      onConfirm={disable}
      onClose={onClose}
    >
      <p>{t("staff.disable_lead", { name })}</p>
      {hasKey && <p>{t("staff.disable_key")}</p>}
      <p>{t("staff.disable_hooks", { count: addresses.length, addresses: format.list(addresses) })}</p>
    </ConfirmDialog>
  );
};

/** Lets them in again; hooks that were stopped stay stopped until somebody switches them on. */
export const EnableStaff = ({ member, onClose }: SwitchParts): ReactNode => {
  const t = useText<keyof typeof en>();
  const update = useWrite("updateStaff", ["listStaff", "listApiKeys"]);
  const { id, name } = member;
  const enable = (): void =>
    update.mutate(
      { params: { id }, body: { status: "active" } },
      {
        onSuccess: () => {
          tellDone(t("staff.enabled", { name }));
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t("staff.enable_title", { name })}
      confirm={t("staff.enable")}
      isOpen
      isDangerous={false}
      isBusy={update.isPending}
      problem={update.error}
      onConfirm={enable}
      onClose={onClose}
    >
      <p>{t("staff.enable_lead", { name })}</p>
    </ConfirmDialog>
  );
};
