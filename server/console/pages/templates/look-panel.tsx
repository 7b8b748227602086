import type { ReactNode } from "react";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { TextField } from "../../parts/fields.tsx";
import type { Form } from "../../parts/form.ts";
import { Panel } from "../../parts/page.tsx";
import { PictureField } from "../../parts/picture-field.tsx";
import type { TemplateDraft } from "./draft.ts";
import type en from "./en.json";

/** What a card has whose shop chose no colour. */
const usualColor = "#5b2a86";

/** How cards of this template look; what is not chosen here is as the shop has it. */
export const LookPanel = (parts: {
  readonly form: Form<TemplateDraft>;
  readonly shopColor: string | null;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { form } = parts;
  const { look } = form.values;
  const set = (change: Partial<TemplateDraft["look"]>): void => form.set("look", { ...look, ...change });
  return (
    <Panel title={t("templates.look")} lead={t("templates.look_lead")}>
      <TextField
        label={t("templates.look.color")}
        type="color"
        value={look.color ?? parts.shopColor ?? usualColor}
        error={form.errorAt("/look/color")}
        onChange={(color) => set({ color })}
        suffix={
          look.color === null ? (
            t("templates.look.as_shop")
          ) : (
            <Button look="quiet" onPress={() => set({ color: null })}>
              {t("templates.look.like_shop")}
            </Button>
          )
        }
      />
      <div className="columns">
        <PictureField
          label={t("templates.look.logo")}
          kind="logo"
          value={look.logo}
          error={form.errorAt("/look/logo_url")}
          onChange={(logo) => set({ logo })}
        />
        <PictureField
          label={t("templates.look.picture")}
          kind="picture"
          value={look.picture}
          error={form.errorAt("/look/picture_url")}
          onChange={(picture) => set({ picture })}
        />
      </div>
      <TextField
        label={t("templates.look.address")}
        value={look.address}
        error={form.errorAt("/look/address")}
        onChange={(address) => set({ address })}
        maxLength={300}
      />
    </Panel>
  );
};
