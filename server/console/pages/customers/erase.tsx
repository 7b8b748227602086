import { useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/call.ts";
import { useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { saveFile } from "../../parts/download.ts";
import { TextField } from "../../parts/fields.tsx";
import { useProblemText } from "../../parts/notice.tsx";
import { tellDone, tellFailed } from "../../parts/toasts.tsx";
import { nameOf, type Customer } from "./words.tsx";
import type en from "./en.json";

/** Downloads all that is kept of a customer, as one JSON file. */
export const ExportButton = ({ customer }: { readonly customer: Customer }): ReactNode => {
  const t = useText<keyof typeof en>();
  const textOf = useProblemText();
  const [isBusy, setIsBusy] = useState(false);
  const download = async (): Promise<void> => {
    setIsBusy(true);
    try {
      const all = await call("exportCustomer", { params: { id: customer.id } });
      saveFile(`${customer.id}.json`, JSON.stringify(all, null, 2), "application/json");
      tellDone(t("export.done"));
    } catch (problem) {
      tellFailed(textOf(problem));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Button icon="download" isBusy={isBusy} onPress={() => void download()}>
      {t("export")}
    </Button>
  );
};

/** Asks for the name before a person is erased, says what stays, and offers their data first. */
export const EraseDialog = (parts: {
  readonly customer: Customer;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { customer } = parts;
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const erase = useWrite("deleteCustomer", ["listCustomers", "listCards", "listEvents"]);
  const name = nameOf(customer);
  const confirm = (): void =>
    erase.mutate(
      { params: { id: customer.id } },
      {
        onSuccess: () => {
          tellDone(t("erase.done"));
          parts.onClose();
          navigate("/customers", { replace: true });
        },
      },
    );
  return (
    <ConfirmDialog
      title={t("erase.title", { name })}
      confirm={t("erase")}
      isOpen
      isBusy={erase.isPending}
      isReady={typed.trim() === name.trim()}
      problem={erase.error}
      onConfirm={confirm}
      onClose={parts.onClose}
    >
      <p>{t("erase.goes")}</p>
      <p>{t("erase.stays")}</p>
      <p>{t("erase.export_first")}</p>
      <div className="row">
        <ExportButton customer={customer} />
      </div>
      <TextField label={t("erase.type", { name })} value={typed} onChange={setTyped} />
    </ConfirmDialog>
  );
};
