import type { ReactNode } from "react";
import { Problem, type WrongValue } from "../api/problem.ts";
import { useLanguage, useText } from "../i18n/index.tsx";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { CodeText } from "./small.tsx";
import { wordFor } from "./wrong-words.ts";

export type NoticeKind = "info" | "good" | "warning" | "bad";

const icons = {
  info: "info",
  good: "check",
  warning: "warning",
  bad: "warning",
} as const satisfies Readonly<Record<NoticeKind, IconName>>;

export const Notice = (parts: {
  readonly kind: NoticeKind;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode => (
  <div className={`notice notice-${parts.kind}`} role={parts.kind === "bad" ? "alert" : "status"}>
    <Icon name={icons[parts.kind]} />
    <div className="notice-body">
      {parts.title !== undefined && <p className="notice-title">{parts.title}</p>}
      {parts.children}
    </div>
    {parts.action}
  </div>
);

/** What went wrong, in the reader's language, and what to do. */
export const useProblemText = (): ((problem: unknown) => string) => {
  const t = useText();
  const { intl, language } = useLanguage();
  return (problem) => {
    if (!(problem instanceof Problem)) return t("problem.page");
    if (problem.code === "offline") return t("problem.offline");
    const id = `problem.${problem.code}`;
    if (id in intl.messages) return intl.formatMessage({ id }, problem.body as Record<string, string>);
    if (problem.detail === "") return t("problem.server");
    return language === "en" ? problem.detail : `${t("problem.told")} ${problem.detail}`;
  };
};

const withCapital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Codes of wrong values that say all. */
const plainlyWrong = [
  "unknown_id",
  "unknown_field",
  "not_a_picture",
  "picture_damaged",
  "picture_too_large",
  "not_in_future",
  "after_end",
] as const;

/** What is wrong with one value, in the reader's language; a limit is taken from the server's words. */
export const useWrongText = (): ((wrong: WrongValue) => string) => {
  const t = useText();
  return ({ code, detail }) => {
    const limit = /-?\d+/.exec(detail)?.[0];
    if (code === "required" || detail === "must not be empty") return t("wrong.required");
    if (code === "invalid_type" && detail === "must be a whole number") return t("wrong.whole_number");
    if (code === "invalid_type" && detail === "must be a number") return t("wrong.number");
    const told = plainlyWrong.find((one) => one === code);
    if (told !== undefined) return t(`wrong.${told}`);
    const word = wordFor(detail);
    if (word !== null) return t(`wrong.${word}`);
    const isText = / characters?$/.test(detail);
    if (code === "too_small" && limit !== undefined)
      return t(isText ? "wrong.too_short" : "wrong.too_small", { limit });
    if (code === "too_big" && limit !== undefined)
      return t(isText ? "wrong.too_long" : "wrong.too_big", { limit });
    return t("wrong.other", { detail: withCapital(detail) });
  };
};

/** Shows a failed call: what to do, and the number to tell when asking for help. Nothing where there is no problem. */
export const ProblemNotice = (parts: {
  readonly problem: unknown;
  readonly onRetry?: () => void;
}): ReactNode => {
  const t = useText();
  const textOf = useProblemText();
  const wrongText = useWrongText();
  const { problem } = parts;
  if (problem === null || problem === undefined) return null;
  const id = problem instanceof Problem ? problem.requestId : null;
  return (
    <Notice
      kind="bad"
      action={
        parts.onRetry && (
          <Button size="small" onPress={parts.onRetry}>
            {t("try_again")}
          </Button>
        )
      }
    >
      <p>{textOf(problem)}</p>
      {problem instanceof Problem && problem.wrongValues.length > 0 && (
        <ul>
          {problem.wrongValues.map((wrong) => (
            <li key={wrong.pointer}>
              {wrong.pointer !== "" && <CodeText>{wrong.pointer}</CodeText>} {wrongText(wrong)}
            </li>
          ))}
        </ul>
      )}
      {id !== null && problem instanceof Problem && problem.status >= 500 && (
        <p className="faint">{t("problem.number", { id })}</p>
      )}
    </Notice>
  );
};
