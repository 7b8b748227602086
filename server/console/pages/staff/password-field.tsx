import type { ReactNode } from "react";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { TextField } from "../../parts/fields.tsx";
import type { FieldFault } from "../../parts/form.ts";
import { generatePassword } from "./generate-password.ts";
import type en from "./en.json";

/** A password for somebody else: to be read, told, or typed over. */
export const PasswordField = (parts: {
  readonly value: string;
  readonly error: FieldFault;
  readonly onChange: (value: string) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  return (
    <TextField
      label={t("staff.password")}
      help={t("staff.password_help")}
      value={parts.value}
      error={parts.error}
      onChange={parts.onChange}
      autoComplete="new-password"
      isCode
      isRequired
      suffix={
        <Button
          icon="refresh"
          label={t("staff.password_another")}
          onPress={() => parts.onChange(generatePassword())}
        />
      }
    />
  );
};
