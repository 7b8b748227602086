import { useLanguage, useText } from "../../i18n/index.tsx";
import type en from "./en.json";

/** Why a message failed, was skipped or waits, in words; what a provider says in its own words stays as it is. */
export const useReasonText = (): ((reason: string) => string) => {
  const t = useText<keyof typeof en>();
  const { intl } = useLanguage();
  return (reason) => {
    const id = `campaigns.reason.${reason}`;
    return id in intl.messages ? t(id as keyof typeof en) : reason;
  };
};
