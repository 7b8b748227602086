import { useMemo, type ReactNode } from "react";
import type { Answer } from "../../api/call.ts";
import { sessionKeeper } from "../../api/session.tsx";
import { useWrite } from "../../api/queries.ts";
import { useLanguage, useText } from "../../i18n/index.tsx";
import { ComboField } from "../../parts/combo-field.tsx";
import { TextField, type Choice } from "../../parts/fields.tsx";
import { useForm } from "../../parts/form.ts";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/page.tsx";
import { SaveForm } from "../../parts/save-form.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { countries, customerLanguages } from "./countries.ts";
import type en from "./en.json";

export type Business = Answer<"getBusiness">;

const pointers = ["/name", "/country", "/time_zone", "/language", "/currency"];

type NameKind = "region" | "language" | "currency";

/** Codes with their names in the reader's language, in the order of the names; what is set now is among them. */
const useChoices = (kind: NameKind, codes: readonly string[], chosen: string): readonly Choice[] => {
  const { intl } = useLanguage();
  return useMemo(() => {
    const names = new Intl.DisplayNames(intl.locale, { type: kind, fallback: "code" });
    const order = new Intl.Collator(intl.locale);
    return [...new Set([...codes, chosen])]
      .map((code) => ({ value: code, label: names.of(code) ?? code, help: code }))
      .sort((one, other) => order.compare(one.label, other.label));
  }, [intl, kind, codes, chosen]);
};

const currencies = Intl.supportedValuesOf("currency");

/** Chromium lists some zones by names that nobody looks for any more. */
const presentNames: Readonly<Record<string, string>> = {
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Europe/Kiev": "Europe/Kyiv",
};
const timeZones = Intl.supportedValuesOf("timeZone").map((zone) => presentNames[zone] ?? zone);

/** The time that it is in a zone now, so that the right one is recognised. */
const useZoneChoices = (chosen: string): readonly Choice[] => {
  const { intl } = useLanguage();
  return useMemo(() => {
    const now = new Date();
    return [...new Set([...timeZones, chosen])].sort().map((timeZone) => ({
      value: timeZone,
      label: timeZone.replaceAll("_", " "),
      help: intl.formatTime(now, {
        timeZone,
        timeZoneName: "shortOffset",
        hour: "numeric",
        minute: "2-digit",
      }),
    }));
  }, [intl, chosen]);
};

/** What a business is called and where it is. */
export const BusinessForm = ({ business }: { readonly business: Business }): ReactNode => {
  const t = useText<keyof typeof en>();
  const update = useWrite("updateBusiness", ["getBusiness"]);
  const { name, country, time_zone, language, currency } = business;
  const form = useForm({ name, country, time_zone, language, currency });
  const { values } = form;
  const choices = {
    country: useChoices("region", countries, values.country),
    time_zone: useZoneChoices(values.time_zone),
    language: useChoices("language", customerLanguages, values.language),
    currency: useChoices("currency", currencies, values.currency),
  };
  const save = async (): Promise<void> => {
    await update.mutateAsync({ body: values });
    // Its name stands in the bar, and its zone in every date.
    await sessionKeeper.ask();
    tellDone(t("saved"));
  };
  const combo = (field: keyof typeof choices): ReactNode => (
    <ComboField
      label={t(`settings.${field}`)}
      help={t(`settings.${field}_help`)}
      value={values[field]}
      choices={choices[field]}
      nothing={t("nothing_fits")}
      error={form.errorAt(`/${field}`)}
      onChange={(value) => value !== null && form.set(field, value)}
      isRequired
    />
  );
  return (
    <Panel title={t("settings.business")}>
      <SaveForm form={form} pointers={pointers} onSave={() => void form.send(save)}>
        <TextField
          label={t("settings.name")}
          help={t("settings.name_help")}
          value={values.name}
          error={form.errorAt("/name")}
          onChange={(value) => form.set("name", value)}
          isRequired
        />
        <div className="columns">
          {combo("country")}
          {combo("time_zone")}
          {combo("language")}
          {combo("currency")}
        </div>
        {values.time_zone !== time_zone && (
          <Notice
            kind="warning"
            title={t("settings.zone_moves", { zone: values.time_zone.replaceAll("_", " ") })}
          >
            <p>{t("settings.zone_moves_lead")}</p>
          </Notice>
        )}
      </SaveForm>
    </Panel>
  );
};
