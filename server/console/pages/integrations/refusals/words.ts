import type { Item } from "../../../api/queries.ts";
import { useLanguage } from "../../../i18n/index.tsx";

export type Refusal = Item<"listRefusals">;

/** Values that a sentence names and a kept refusal has not. */
const left = { expected_currency: "…", max_stamps_per_call: "…" };

interface Words {
  call(refusal: Refusal): string;
  code(code: string): string;
  whatToDo(refusal: Refusal): string;
}

/** A refusal in the reader's language; English has the catalogue's own words. */
export const useWords = (): Words => {
  const { intl, language } = useLanguage();
  const own = (id: string): string | null =>
    language !== "en" && id in intl.messages ? intl.formatMessage({ id }, left) : null;
  return {
    call: ({ call }) => own(`refused_call.${call.name}`) ?? call.label,
    code: (code) => code.replaceAll("_", " "),
    whatToDo: (refusal) => own(`problem.${refusal.code}`) ?? refusal.what_to_do,
  };
};
