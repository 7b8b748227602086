import { useState, type ReactNode } from "react";
import { useAll, usePages } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, TextLink } from "../../parts/button.tsx";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { ActionMenu } from "../../parts/menu.tsx";
import { Empty, Panel } from "../../parts/page.tsx";
import { Badge, CodeText, Name, NameOf } from "../../parts/small.tsx";
import { ChangePassword } from "./change-password.tsx";
import { PasswordShownOnce, type ShownPassword } from "./password-shown-once.tsx";
import { StaffForm, type StaffMember } from "./staff-form.tsx";
import { DisableStaff, EnableStaff } from "./switch-staff.tsx";
import type en from "./en.json";

type Open =
  | { readonly what: "none" | "add" }
  | { readonly what: "edit" | "password" | "disable" | "enable"; readonly member: StaffMember }
  | { readonly what: "shown"; readonly made: ShownPassword };

const closed: Open = { what: "none" };

const OpenDialog = (parts: { readonly open: Open; readonly onOpen: (open: Open) => void }): ReactNode => {
  const { open, onOpen } = parts;
  const onClose = (): void => onOpen(closed);
  const onMade = (made: ShownPassword): void => onOpen({ what: "shown", made });
  if (open.what === "add") return <StaffForm onMade={onMade} onClose={onClose} />;
  if (open.what === "edit") return <StaffForm member={open.member} onMade={onMade} onClose={onClose} />;
  if (open.what === "password")
    return <ChangePassword member={open.member} onMade={onMade} onClose={onClose} />;
  if (open.what === "disable") return <DisableStaff member={open.member} onClose={onClose} />;
  if (open.what === "enable") return <EnableStaff member={open.member} onClose={onClose} />;
  if (open.what === "shown") return <PasswordShownOnce made={open.made} onClose={onClose} />;
  return null;
};

/** Of a staff member: the key, by what can be recognised of it, or the way to one. */
const KeyCell = ({ member, masked }: { member: StaffMember; masked: string | undefined }): ReactNode => {
  const t = useText<keyof typeof en>();
  if (masked !== undefined)
    return (
      <span className="whole">
        <CodeText>{masked}</CodeText>
      </span>
    );
  if (member.status === "disabled") return <span className="faint">{t("staff.no_key")}</span>;
  return <TextLink href="/integrations/api-keys">{t("staff.generate_key")}</TextLink>;
};

const useColumns = (onOpen: (open: Open) => void): readonly Column<StaffMember>[] => {
  const t = useText<keyof typeof en>();
  const locations = useAll("listLocations", {}).data;
  const keys = useAll("listApiKeys", {}).data ?? [];
  const locationOf = ({ location_id: id }: StaffMember): ReactNode =>
    id === null ? (
      <span className="faint">{t("staff.no_location")}</span>
    ) : (
      <NameOf id={id} items={locations} />
    );
  return [
    { id: "name", label: t("staff.name"), cell: (one) => <Name>{one.name}</Name> },
    { id: "login", label: t("staff.login"), cell: (one) => <CodeText>{one.login}</CodeText> },
    { id: "role", label: t("staff.role"), cell: (one) => t(`role.${one.role}`) },
    { id: "location", label: t("staff.location"), cell: locationOf },
    {
      id: "key",
      label: t("staff.key"),
      cell: (one) => <KeyCell member={one} masked={keys.find((key) => key.staff_id === one.id)?.masked} />,
    },
    {
      id: "status",
      label: t("status"),
      cell: (one) => (
        <Badge tone={one.status === "active" ? "good" : "neutral"}>{t(`status.${one.status}`)}</Badge>
      ),
    },
    {
      id: "actions",
      label: t("actions"),
      isLabelHidden: true,
      cell: (member) => (
        <ActionMenu
          label={t("actions_of", { name: member.name })}
          choices={[
            { id: "edit", icon: "edit", label: t("edit"), onAction: () => onOpen({ what: "edit", member }) },
            {
              id: "password",
              icon: "refresh",
              label: t("staff.change_password"),
              onAction: () => onOpen({ what: "password", member }),
            },
            member.status === "active"
              ? {
                  id: "disable",
                  icon: "close",
                  label: t("staff.disable"),
                  isDangerous: true,
                  onAction: () => onOpen({ what: "disable", member }),
                }
              : {
                  id: "enable",
                  icon: "check",
                  label: t("staff.enable"),
                  onAction: () => onOpen({ what: "enable", member }),
                },
          ]}
        />
      ),
    },
  ];
};

/** The staff of the business; the owner's. */
export const StaffList = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [open, setOpen] = useState<Open>(closed);
  const pages = usePages("listStaff", {});
  const columns = useColumns(setOpen);
  const add = (
    <Button look="primary" icon="plus" onPress={() => setOpen({ what: "add" })}>
      {t("staff.add")}
    </Button>
  );
  return (
    <Panel title={t("staff.title")} lead={t("staff.lead")} actions={add} isFlush>
      <PagedTable
        label={t("staff.title")}
        pages={pages}
        columns={columns}
        rowKey={(one) => one.id}
        empty={<Empty title={t("staff.empty")} action={add} />}
      />
      <OpenDialog open={open} onOpen={setOpen} />
    </Panel>
  );
};
