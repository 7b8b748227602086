import type { ReactNode } from "react";
import { useSession } from "../../api/session.tsx";
import { useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { useForm } from "../../parts/form.ts";
import { Notice } from "../../parts/notice.tsx";
import { generatePassword } from "./generate-password.ts";
import { PasswordField } from "./password-field.tsx";
import type { ShownPassword } from "./password-shown-once.tsx";
import type { StaffMember } from "./staff-form.tsx";
import type en from "./en.json";

/** Gives a staff member another password; all their sessions end, this one too when it is their own. */
export const ChangePassword = (parts: {
  readonly member: StaffMember;
  readonly onMade: (made: ShownPassword) => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { id, name, login } = parts.member;
  const isOwn = useSession().staff.id === id;
  const update = useWrite("updateStaff");
  const form = useForm({ password: generatePassword() });
  const save = async (password: string): Promise<void> => {
    await update.mutateAsync({ params: { id }, body: { password } });
    parts.onMade({ name, login, password });
  };
  return (
    <FormDialog
      title={t("staff.password_title", { name })}
      submit={t("staff.change_password")}
      form={form}
      pointers={["/password"]}
      onSubmit={() => void form.send(({ password }) => save(password))}
      onClose={parts.onClose}
    >
      <Notice kind="info">
        <p>{isOwn ? t("staff.password_own") : t("staff.password_ends", { name })}</p>
      </Notice>
      <PasswordField
        value={form.values.password}
        error={form.errorAt("/password")}
        onChange={(value) => form.set("password", value)}
      />
    </FormDialog>
  );
};
