import type { ReactNode } from "react";
import { useText } from "../../i18n/index.tsx";
import { TextField } from "../../parts/fields.tsx";
import type { Form } from "../../parts/form.ts";
import type en from "./en.json";

/** What is known of a person, as it is typed; empty is not known. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly birthday: string;
  readonly language: string;
  readonly external_id: string;
}

export const nobody: Person = {
  name: "",
  email: "",
  phone: "",
  birthday: "",
  language: "",
  external_id: "",
};

export const personPointers = Object.keys(nobody).map((name) => `/${name}`);

export const PersonFields = <V extends Person>({ form }: { readonly form: Form<V> }): ReactNode => {
  const t = useText<keyof typeof en>();
  const field = (name: keyof Person) => ({
    label: t(`person.${name}`),
    value: form.values[name],
    error: form.errorAt(`/${name}`),
    onChange: (value: string) => form.set(name, value as V[typeof name]),
  });
  return (
    <div className="field-columns">
      <TextField {...field("name")} maxLength={200} />
      <TextField {...field("email")} type="email" maxLength={254} />
      <TextField {...field("phone")} type="tel" maxLength={40} help={t("person.phone_help")} />
      <TextField {...field("birthday")} placeholder="1990-05-14" help={t("person.birthday_help")} />
      <TextField {...field("language")} placeholder="en" help={t("person.language_help")} maxLength={35} />
      <TextField {...field("external_id")} help={t("person.external_id_help")} maxLength={200} isCode />
    </div>
  );
};
