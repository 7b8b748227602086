import { useState, type ReactNode } from "react";
import { useAll, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { SelectField, type FieldParts } from "../../parts/fields.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { useForm } from "../../parts/form.ts";
import { VoucherFields, voucherPointers } from "./voucher-fields.tsx";
import { emptyVoucherTemplate, voucherBody } from "./voucher-values.ts";
import type en from "./en.json";

const none = "none";

const NewVoucherDialog = (parts: {
  readonly onMade: (id: string) => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const form = useForm(emptyVoucherTemplate);
  const create = useWrite("createVoucherTemplate", ["listVoucherTemplates"]);
  return (
    <FormDialog
      title={t("vouchers.new")}
      form={form}
      pointers={voucherPointers}
      onSubmit={() =>
        void form.send(async (values, idempotencyKey) => {
          const made = await create.mutateAsync({ body: voucherBody(values), idempotencyKey });
          parts.onMade(made.id);
        })
      }
      onClose={parts.onClose}
    >
      <VoucherFields form={form} />
    </FormDialog>
  );
};

/** A voucher template: one that there is, or one that is made on the spot. Not required: none may be chosen. */
export const VoucherChoice = (
  parts: FieldParts & {
    readonly value: string | null;
    readonly onChange: (id: string | null) => void;
  },
): ReactNode => {
  const t = useText<keyof typeof en>();
  const templates = useAll("listVoucherTemplates", {});
  const [isMaking, setIsMaking] = useState(false);
  const { value, isRequired } = parts;
  const known = templates.data?.map(({ id, title, description }) => ({
    value: id,
    label: title,
    ...(description !== null && { help: description }),
  }));
  return (
    <div className="voucher-choice">
      <SelectField
        {...parts}
        value={isRequired ? value : (value ?? none)}
        placeholder={t("templates.voucher_placeholder")}
        choices={isRequired ? known : [{ value: none, label: t("templates.voucher_none") }, ...(known ?? [])]}
        onChange={(chosen) => parts.onChange(chosen === none ? null : chosen)}
      />
      <Button
        icon="plus"
        label={`${t("vouchers.new_short")}: ${parts.label}`}
        onPress={() => setIsMaking(true)}
      >
        {t("vouchers.new_short")}
      </Button>
      {isMaking && (
        <NewVoucherDialog
          onMade={(id) => {
            parts.onChange(id);
            setIsMaking(false);
          }}
          onClose={() => setIsMaking(false)}
        />
      )}
    </div>
  );
};
