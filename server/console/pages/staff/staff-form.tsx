import type { ReactNode } from "react";
import { sessionKeeper, useSession, type Role } from "../../api/session.tsx";
import { useAll, useWrite, type Item } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { RadioField, SelectField, TextField } from "../../parts/fields.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { useForm } from "../../parts/form.ts";
import { tellDone } from "../../parts/toasts.tsx";
import { generatePassword } from "./generate-password.ts";
import { PasswordField } from "./password-field.tsx";
import type { ShownPassword } from "./password-shown-once.tsx";
import type en from "./en.json";

export type StaffMember = Item<"listStaff">;

const roles: readonly Role[] = ["scanner", "manager", "owner"];
const nowhere = "none";
const pointers = ["/name", "/login", "/password", "/role", "/location_id"];

/** Adds a staff member, or changes one (`member`). */
export const StaffForm = (parts: {
  readonly member?: StaffMember;
  readonly onMade: (made: ShownPassword) => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { member } = parts;
  const self = useSession().staff;
  const locations = useAll("listLocations", {});
  const create = useWrite("createStaff", ["listStaff"]);
  const update = useWrite("updateStaff", ["listStaff", "listApiKeys"]);
  const form = useForm({
    name: member?.name ?? "",
    login: member?.login ?? "",
    password: member === undefined ? generatePassword() : "",
    role: member?.role ?? ("scanner" as Role),
    location: member?.location_id ?? nowhere,
  });
  const { values } = form;
  const add = async (idempotencyKey: string): Promise<void> => {
    const { name, login, password, role } = values;
    const location_id = values.location === nowhere ? null : values.location;
    if (member === undefined) {
      await create.mutateAsync({ body: { name, login, password, role, location_id }, idempotencyKey });
      parts.onMade({ name, login, password });
      return;
    }
    await update.mutateAsync({ params: { id: member.id }, body: { name, login, role, location_id } });
    if (member.id === self.id) await sessionKeeper.ask();
    tellDone(t("staff.saved", { name }));
    parts.onClose();
  };
  return (
    <FormDialog
      title={member === undefined ? t("staff.add_title") : t("staff.edit_title", { name: member.name })}
      submit={member === undefined ? t("staff.add") : t("save")}
      form={form}
      pointers={pointers}
      onSubmit={() => void form.send((_, idempotencyKey) => add(idempotencyKey))}
      onClose={parts.onClose}
    >
      <TextField
        label={t("staff.name")}
        value={values.name}
        error={form.errorAt("/name")}
        onChange={(value) => form.set("name", value)}
        autoFocus
        isRequired
      />
      <TextField
        label={t("staff.login")}
        help={t("staff.login_help")}
        value={values.login}
        error={form.errorAt("/login")}
        onChange={(value) => form.set("login", value)}
        isCode
        isRequired
      />
      {member === undefined && (
        <PasswordField
          value={values.password}
          error={form.errorAt("/password")}
          onChange={(value) => form.set("password", value)}
        />
      )}
      <RadioField
        label={t("staff.role")}
        value={values.role}
        choices={roles.map((role) => ({
          value: role,
          label: t(`role.${role}`),
          help: t(`staff.role_help.${role}`),
        }))}
        error={form.errorAt("/role")}
        onChange={(value) => form.set("role", value)}
      />
      <SelectField
        label={t("staff.location")}
        help={t("staff.location_help")}
        value={values.location}
        choices={[
          { value: nowhere, label: t("staff.no_location") },
          ...(locations.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        error={form.errorAt("/location_id")}
        onChange={(value) => form.set("location", value)}
      />
    </FormDialog>
  );
};
