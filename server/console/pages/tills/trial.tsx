import type { ReactNode } from "react";
import type { Answer } from "../../api/call.ts";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { useKeptWords } from "../../parts/kept-problem.ts";
import { Notice, useWrongText } from "../../parts/notice.tsx";
import { Facts } from "../../parts/page.tsx";
import { CodeText } from "../../parts/small.tsx";
import { mappedFields } from "./sample-sale.ts";
import type en from "./en.json";

type Trial = Answer<"trySale">;

const useEffectTexts = (): ((effect: NonNullable<Trial["effect"]>) => readonly string[]) => {
  const t = useText<keyof typeof en>();
  return ({ card, stamps_added: count, not_stamped: refused, redeems_voucher_id: voucher }) => [
    refused === null
      ? t("tills.try.stamps", { count, number: card?.number ?? "", stamps: card?.stamps ?? 0 })
      : t("tills.try.no_stamp", { why: t(`tills.not_stamped.${refused.reason}`) }),
    ...(voucher === null ? [] : [t("tills.try.redeems")]),
  ];
};

/** What a pasted sale would be read as, and do. */
export const TrialOutcome = ({ trial }: { readonly trial: Trial }): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const textsOf = useEffectTexts();
  const words = useKeptWords();
  const wrongText = useWrongText();
  const { sale, problem, effect } = trial;
  const shown = mappedFields.flatMap((field) => {
    const value = sale?.[field] ?? null;
    if (value === null) return [];
    const text = field === "sold_at" ? format.moment(value) : <CodeText>{value}</CodeText>;
    return [{ name: t(`tills.field.${field}`), value: text }];
  });
  return (
    <Notice kind={trial.ok ? "good" : "bad"} title={trial.ok ? t("tills.try.ok") : t("tills.try.refused")}>
      {problem !== null && (
        <>
          {words.wrong(problem) !== null && <p>{words.wrong(problem)}</p>}
          <ul>
            {problem.errors.map((one) => (
              <li key={`${one.pointer} ${one.code}`}>
                <CodeText>{one.pointer}</CodeText> {wrongText(one)}
              </li>
            ))}
          </ul>
          <p>{words.whatToDo(problem)}</p>
        </>
      )}
      {effect !== null && textsOf(effect).map((text) => <p key={text}>{text}</p>)}
      {shown.length > 0 && <Facts facts={shown} />}
    </Notice>
  );
};
