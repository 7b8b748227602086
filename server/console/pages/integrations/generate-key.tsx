import { useState, type ReactNode } from "react";
import { useAll, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { Dialog, DialogButtons } from "../../parts/dialog.tsx";
import { SelectField } from "../../parts/fields.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Skeleton } from "../../parts/page.tsx";
import type { ShownKey } from "./key-shown-once.tsx";
import type en from "./en.json";

/** The pop-up "Generate API Key": one of the active staff that have no key yet. */
export const GenerateKey = (parts: {
  readonly onMade: (made: ShownKey) => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const staff = useAll("listStaff", {});
  const keys = useAll("listApiKeys", {});
  const create = useWrite("createApiKey", ["listApiKeys"]);
  const [staffId, setStaffId] = useState<string | null>(null);
  const taken = new Set(keys.data?.map((key) => key.staff_id));
  const free = (staff.data ?? []).filter((one) => one.status === "active" && !taken.has(one.id));
  const isLoading = staff.isPending || keys.isPending;
  const generate = (): void => {
    if (staffId === null) return;
    create.mutate({ body: { staff_id: staffId } }, { onSuccess: parts.onMade });
  };
  return (
    <Dialog title={t("keys.generate_title")} isOpen onClose={parts.onClose}>
      {isLoading && <Skeleton lines={2} />}
      <ProblemNotice problem={staff.error ?? keys.error} />
      {!isLoading && free.length === 0 && (
        <Notice kind="info" action={<ButtonLink href="/staff">{t("keys.add_staff")}</ButtonLink>}>
          <p>{t("keys.scanner_none")}</p>
        </Notice>
      )}
      {free.length > 0 && (
        <SelectField
          label={t("keys.scanner")}
          placeholder={t("keys.scanner_placeholder")}
          value={staffId}
          choices={free.map((one) => ({
            value: one.id,
            label: one.name,
            help: `${one.login} · ${t(`role.${one.role}`)}`,
          }))}
          onChange={setStaffId}
          isRequired
        />
      )}
      <ProblemNotice problem={create.error} />
      <DialogButtons>
        <Button onPress={parts.onClose}>{t("keys.generate_cancel")}</Button>
        <Button look="primary" isDisabled={staffId === null} isBusy={create.isPending} onPress={generate}>
          {t("keys.generate")}
        </Button>
      </DialogButtons>
    </Dialog>
  );
};
