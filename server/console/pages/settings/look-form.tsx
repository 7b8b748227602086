import type { ReactNode } from "react";
import { sessionKeeper } from "../../api/session.tsx";
import { useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { TextField } from "../../parts/fields.tsx";
import { useForm } from "../../parts/form.ts";
import { Panel } from "../../parts/page.tsx";
import { PictureField } from "../../parts/picture-field.tsx";
import { SaveForm } from "../../parts/save-form.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import type { Business } from "./business-form.tsx";
import type en from "./en.json";

/** What a card has whose shop chose no colour. */
const usualColor = "#5b2a86";
const pointers = ["/look/color", "/look/logo_url", "/look/picture_url", "/look/address"];

const orNull = (text: string): string | null => (text.trim() === "" ? null : text);

/** How the shop looks to its customers: card page, mails, wallet passes. */
export const LookForm = ({ business }: { readonly business: Business }): ReactNode => {
  const t = useText<keyof typeof en>();
  const update = useWrite("updateBusiness", ["getBusiness"]);
  const { look } = business;
  const form = useForm({
    color: look.color,
    logo: look.logo_url ?? "",
    picture: look.picture_url ?? "",
    address: look.address ?? "",
  });
  const { values } = form;
  const save = async (): Promise<void> => {
    const { color, logo, picture, address } = values;
    const changed = { color, logo_url: orNull(logo), picture_url: orNull(picture), address: orNull(address) };
    await update.mutateAsync({ body: { look: changed } });
    await sessionKeeper.ask();
    tellDone(t("saved"));
  };
  return (
    <Panel title={t("settings.look")} lead={t("settings.look_lead")}>
      <SaveForm form={form} pointers={pointers} onSave={() => void form.send(save)}>
        <TextField
          label={t("settings.color")}
          help={t("settings.color_help")}
          type="color"
          value={values.color ?? usualColor}
          error={form.errorAt("/look/color")}
          onChange={(value) => form.set("color", value)}
          suffix={
            values.color !== null && (
              <Button look="quiet" onPress={() => form.set("color", null)}>
                {t("settings.color_usual")}
              </Button>
            )
          }
        />
        <div className="columns">
          <PictureField
            label={t("settings.logo")}
            help={t("settings.logo_help")}
            kind="logo"
            value={values.logo}
            error={form.errorAt("/look/logo_url")}
            onChange={(value) => form.set("logo", value)}
          />
          <PictureField
            label={t("settings.picture")}
            help={t("settings.picture_help")}
            kind="picture"
            value={values.picture}
            error={form.errorAt("/look/picture_url")}
            onChange={(value) => form.set("picture", value)}
          />
        </div>
        <TextField
          label={t("settings.address")}
          help={t("settings.address_help")}
          value={values.address}
          error={form.errorAt("/look/address")}
          onChange={(value) => form.set("address", value)}
          maxLength={300}
        />
      </SaveForm>
    </Panel>
  );
};
