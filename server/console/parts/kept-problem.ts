import { useLanguage } from "../i18n/index.tsx";

/** Values that a sentence names and a kept problem has not. */
const left = { expected_currency: "…", max_stamps_per_call: "…" };

/** Why a call failed earlier, as the API keeps it. */
interface KeptProblem {
  readonly code: string;
  readonly detail: string;
  readonly what_to_do: string;
}

interface KeptWords {
  /** A text of a closed set in the reader's language; null in English, which has the catalogue's own words. */
  own(id: string): string | null;
  /** What was wrong; null where only the API's own English sentence says it. */
  wrong(problem: Pick<KeptProblem, "detail">): string | null;
  whatToDo(problem: Pick<KeptProblem, "code" | "what_to_do">): string;
}

/** A kept problem in the reader's language. */
export const useKeptWords = (): KeptWords => {
  const { intl, language } = useLanguage();
  const own = (id: string): string | null =>
    language !== "en" && id in intl.messages ? intl.formatMessage({ id }, left) : null;
  return {
    own,
    wrong: ({ detail }) => (language === "en" ? detail : null),
    whatToDo: (problem) => own(`problem.${problem.code}`) ?? problem.what_to_do,
  };
};
