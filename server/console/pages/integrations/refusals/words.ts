import type { Item } from "../../../api/queries.ts";
import { useLanguage } from "../../../i18n/index.tsx";

export type Refusal = Item<"listRefusals">;

/** Values that a sentence names and a kept refusal has not. */
const left = { expected_currency: "…", max_stamps_per_call: "…" };

interface Words {
  call(refusal: Refusal): string;
  /** What was wrong; null where only the API's own English sentence says it. */
  wrong(refusal: Refusal): string | null;
  whatToDo(refusal: Refusal): string;
}

/** A refusal in the reader's language; English has the catalogue's own words. */
export const useWords = (): Words => {
  const { intl, language } = useLanguage();
  const own = (id: string): string | null =>
    language !== "en" && id in intl.messages ? intl.formatMessage({ id }, left) : null;
  return {
    call: ({ call }) => own(`refused_call.${call.name}`) ?? call.label,
    wrong: ({ detail }) => (language === "en" ? detail : null),
    whatToDo: (refusal) => own(`problem.${refusal.code}`) ?? refusal.what_to_do,
  };
};
