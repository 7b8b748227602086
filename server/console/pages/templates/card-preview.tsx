import { useEffect, useState, type ReactNode } from "react";
import { useCall } from "../../api/queries.ts";
import { useLanguage, useText } from "../../i18n/index.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Panel, Skeleton } from "../../parts/page.tsx";
import { ViewChoice } from "../../parts/tabs.tsx";
import { numberOf, type TemplateDraft } from "./draft.ts";
import { previewBody } from "./preview-body.ts";
import type en from "./en.json";

const restMs = 400;
const fills = ["empty", "half", "nearly"] as const;
type Fill = (typeof fills)[number];

/** The draft once the typing rests. */
const useRested = <T,>(value: T): T => {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
};

const stampsFor = (fill: Fill, draft: TemplateDraft): number | undefined => {
  if (fill === "half") return undefined;
  const last = Math.max(...draft.goals.map(({ stamps }) => numberOf(stamps)), 0);
  return fill === "empty" || !Number.isInteger(last) ? 0 : Math.max(0, Math.min(last, 10_000) - 1);
};

/** The card page of the draft, as its customers would see it. */
export const CardPreview = ({ draft }: { readonly draft: TemplateDraft }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { language } = useLanguage();
  const [fill, setFill] = useState<Fill>("half");
  const rested = useRested(draft);
  const words = { name: t("templates.preview.name"), reward: t("templates.preview.reward") };
  const stamps = stampsFor(fill, rested);
  const body = {
    template: previewBody(rested, words),
    language,
    ...(stamps !== undefined && { stamps }),
  };
  const query = useCall("previewTemplate", { body }, { keepPrevious: true });
  return (
    <Panel title={t("templates.preview")}>
      <ViewChoice
        label={t("templates.preview.fill")}
        value={fill}
        views={fills.map((value) => ({ value, label: t(`templates.preview.${value}`) }))}
        onChange={setFill}
      />
      <ProblemNotice problem={query.error} onRetry={() => void query.refetch()} />
      {query.data === undefined ? (
        <Skeleton lines={10} />
      ) : (
        <iframe
          className="card-preview"
          title={t("templates.preview")}
          sandbox="allow-same-origin"
          srcDoc={query.data.html}
        />
      )}
    </Panel>
  );
};
