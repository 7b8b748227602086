import { useText } from "../../../i18n/index.tsx";
import { useFormat } from "../../../i18n/format.ts";
import { useTook, type Attempt } from "./outcome.tsx";
import type en from "../en.json";

type CauseText = Extract<keyof typeof en, `cause.${string}`>;

const byStatus = (status: number): CauseText => {
  if (status >= 300 && status < 400) return "cause.answered_redirect";
  if (status === 401 || status === 403) return "cause.answered_forbidden";
  if (status === 404) return "cause.answered_missing";
  if (status === 410) return "cause.answered_gone";
  return "cause.answered";
};

/** The code that stands in brackets behind the server's own sentence says which fault of a certificate it is. */
const byCertificate = (error: string): CauseText => {
  if (error.includes("CERT_HAS_EXPIRED")) return "cause.certificate_expired";
  if (error.includes("SELF_SIGNED")) return "cause.certificate_self_signed";
  if (error.includes("ALTNAME")) return "cause.certificate_other_name";
  if (error.includes("UNABLE_TO")) return "cause.certificate_chain";
  return "cause.certificate";
};

const textOf = ({ cause, status, error }: Attempt): CauseText => {
  if (cause === "answered") return byStatus(status ?? 0);
  if (cause === "certificate") return byCertificate(error ?? "");
  return `cause.${cause ?? "other"}`;
};

/** The host of an address, for "the name … was not found". */
const hostOf = (address: string | null): string => {
  try {
    return new URL(address ?? "").hostname;
  } catch {
    return address ?? "";
  }
};

/** What came of an attempt, in a few words without an end. */
export const useCause = (): ((attempt: Attempt, address: string | null) => string) => {
  const t = useText<keyof typeof en>();
  const took = useTook();
  return (attempt, address) => {
    const values = { status: attempt.status ?? 0, host: hostOf(address), took: took(attempt.duration_ms) };
    return attempt.cause === null ? t("cause.none", values) : t(textOf(attempt), values);
  };
};

/** Whether and when it is tried again after the last attempt; `none` for an older one. */
export type Next =
  | { readonly kind: "none" }
  | { readonly kind: "at"; readonly at: string }
  | { readonly kind: "now" }
  | { readonly kind: "never" };

/** One sentence: "Their server answered 500, next try in 4 minutes." */
export const useSentence = (): ((attempt: Attempt, address: string | null, next: Next) => string) => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const causeOf = useCause();
  return (attempt, address, next) => {
    const cause = causeOf(attempt, address);
    if (attempt.cause === null || next.kind === "none") return t("attempt.sentence", { cause });
    if (next.kind === "at") return t("attempt.sentence_next", { cause, when: format.ago(next.at) });
    return t(next.kind === "now" ? "attempt.sentence_now" : "attempt.sentence_last", { cause });
  };
};
