import type { ReactNode } from "react";
import { useWrite, type Item } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { CheckField, TextField } from "../../parts/fields.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { useForm } from "../../parts/form.ts";
import { tellDone } from "../../parts/toasts.tsx";
import type en from "./en.json";

export type Connection = Item<"listMessengers">;
export type Channel = Connection["channels"][number];

export const channels: readonly Channel[] = ["whatsapp", "telegram", "viber"];

/** Connects the account at 7loc.com, or puts another address and token in its place. */
export const ConnectForm = (parts: {
  readonly connection: Connection | null;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { connection } = parts;
  const connect = useWrite("connectMessenger", ["listMessengers"]);
  const form = useForm({
    address: connection?.base_url ?? "",
    token: "",
    channels: connection?.channels ?? [...channels],
  });
  const { values } = form;
  const save = async (idempotencyKey: string): Promise<void> => {
    const body = { base_url: values.address, token: values.token, channels: values.channels };
    await connect.mutateAsync({ body, idempotencyKey });
    tellDone(t("messengers.connected"));
    parts.onClose();
  };
  const choose = (channel: Channel, isChosen: boolean): void => {
    const others = values.channels.filter((one) => one !== channel);
    form.set("channels", isChosen ? [...others, channel] : others);
  };
  return (
    <FormDialog
      title={connection === null ? t("messengers.connect_title") : t("messengers.change_title")}
      submit={connection === null ? t("messengers.connect") : t("save")}
      form={form}
      pointers={["/base_url", "/token"]}
      isReady={values.channels.length > 0}
      onSubmit={() => void form.send((_, idempotencyKey) => save(idempotencyKey))}
      onClose={parts.onClose}
    >
      <TextField
        label={t("messengers.address")}
        help={t("messengers.address_help")}
        type="url"
        placeholder="https://"
        value={values.address}
        error={form.errorAt("/base_url")}
        onChange={(value) => form.set("address", value)}
        autoFocus
        isCode
        isRequired
      />
      <TextField
        label={t("messengers.token")}
        help={connection === null ? t("messengers.token_help") : t("messengers.token_again")}
        type="password"
        value={values.token}
        error={form.errorAt("/token")}
        onChange={(value) => form.set("token", value)}
        isCode
        isRequired
      />
      <div role="group" aria-label={t("messengers.channels")}>
        <span className="field-label">{t("messengers.channels")}</span>
        {channels.map((channel) => (
          <CheckField
            key={channel}
            label={t(`messengers.channel.${channel}`)}
            isChecked={values.channels.includes(channel)}
            onChange={(isChosen) => choose(channel, isChosen)}
          />
        ))}
      </div>
    </FormDialog>
  );
};
