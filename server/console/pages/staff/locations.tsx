import { useState, type ReactNode } from "react";
import { usePages, useWrite, type Item } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { PagedTable, type Column } from "../../parts/data-table.tsx";
import { TextField } from "../../parts/fields.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { useForm } from "../../parts/form.ts";
import { Empty, Panel } from "../../parts/page.tsx";
import { Name } from "../../parts/small.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import type en from "./en.json";

type Location = Item<"listLocations">;

/** Adds a location, or changes one. */
const LocationForm = (parts: {
  readonly location: Location | null;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { location } = parts;
  const create = useWrite("createLocation", ["listLocations"]);
  const update = useWrite("updateLocation", ["listLocations"]);
  const form = useForm({ name: location?.name ?? "", address: location?.address ?? "" });
  const { name } = form.values;
  const save = async (idempotencyKey: string): Promise<void> => {
    const address = form.values.address.trim() === "" ? null : form.values.address;
    const body = { name, address };
    if (location === null) await create.mutateAsync({ body, idempotencyKey });
    else await update.mutateAsync({ params: { id: location.id }, body });
    tellDone(t("locations.saved", { name }));
    parts.onClose();
  };
  return (
    <FormDialog
      title={location === null ? t("locations.add") : t("locations.edit_title", { name: location.name })}
      form={form}
      pointers={["/name", "/address"]}
      onSubmit={() => void form.send((_, idempotencyKey) => save(idempotencyKey))}
      onClose={parts.onClose}
    >
      <TextField
        label={t("locations.name")}
        value={name}
        error={form.errorAt("/name")}
        onChange={(value) => form.set("name", value)}
        autoFocus
        isRequired
      />
      <TextField
        label={t("locations.address")}
        value={form.values.address}
        error={form.errorAt("/address")}
        onChange={(value) => form.set("address", value)}
      />
    </FormDialog>
  );
};

/** Where the shop is; a manager's. */
export const Locations = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const pages = usePages("listLocations", {});
  const [open, setOpen] = useState<{ readonly location: Location | null } | null>(null);
  const add = (
    <Button icon="plus" onPress={() => setOpen({ location: null })}>
      {t("locations.add")}
    </Button>
  );
  const columns: readonly Column<Location>[] = [
    { id: "name", label: t("locations.name"), cell: (one) => <Name>{one.name}</Name> },
    {
      id: "address",
      label: t("locations.address"),
      cell: (one) => (one.address === null ? <span className="faint">–</span> : <Name>{one.address}</Name>),
    },
    {
      id: "actions",
      label: t("actions"),
      isLabelHidden: true,
      cell: (location) => (
        <Button
          size="small"
          icon="edit"
          label={`${t("edit")}: ${location.name}`}
          onPress={() => setOpen({ location })}
        />
      ),
    },
  ];
  return (
    <Panel title={t("locations.title")} lead={t("locations.lead")} actions={add} isFlush>
      <PagedTable
        label={t("locations.title")}
        pages={pages}
        columns={columns}
        rowKey={(one) => one.id}
        empty={
          <Empty title={t("locations.empty")} action={add}>
            {t("locations.empty_lead")}
          </Empty>
        }
      />
      {open !== null && <LocationForm location={open.location} onClose={() => setOpen(null)} />}
    </Panel>
  );
};
