import type { ReactNode } from "react";
import { useText } from "../../../i18n/index.tsx";
import { useFormat } from "../../../i18n/format.ts";
import { CopyText } from "../../../parts/copy.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { Facts, Panel } from "../../../parts/page.tsx";
import { CodeText } from "../../../parts/small.tsx";
import { useSentence, type Next } from "./cause.ts";
import { useTook, type AttemptDetail } from "./outcome.tsx";
import type en from "../en.json";

const Headers = (parts: {
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
}): ReactNode => (
  <div className="wire-headers">
    <h3>{parts.title}</h3>
    <dl>
      {Object.entries(parts.headers).map(([name, value]) => (
        <div key={name}>
          <dt>
            <CodeText>{name}</CodeText>
          </dt>
          <dd>
            <CodeText>{value}</CodeText>
          </dd>
        </div>
      ))}
    </dl>
  </div>
);

const Body = (parts: { readonly title: string; readonly text: string | null }): ReactNode => {
  const t = useText<keyof typeof en>();
  return (
    <div className="wire-body">
      <h3>{parts.title}</h3>
      {parts.text === null || parts.text === "" ? (
        <p className="faint">{t("attempt.nothing")}</p>
      ) : (
        <CopyText text={parts.text} label={parts.title} isBlock />
      )}
    </div>
  );
};

/** One try: the sentence, what was sent, what came back. */
export const AttemptPanel = (parts: {
  readonly attempt: AttemptDetail;
  readonly address: string | null;
  readonly next: Next;
  /** The one that the delivery's state comes from. */
  readonly isLast: boolean;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  const took = useTook();
  const sentence = useSentence();
  const { attempt, next } = parts;
  const { request } = attempt;
  const facts = [
    { name: t("deliveries.time"), value: format.moment(attempt.at) },
    {
      name: t("deliveries.answer"),
      value: attempt.status === null ? t("attempt.no_answer") : attempt.status,
    },
    { name: t("deliveries.took"), value: took(attempt.duration_ms) },
  ];
  return (
    <Panel title={t("attempt.title", { number: attempt.number })}>
      <Notice kind={attempt.cause === null ? "good" : parts.isLast ? "bad" : "info"}>
        <p>{sentence(attempt, request?.url ?? parts.address, next)}</p>
      </Notice>
      <Facts facts={facts} />
      {request === null ? (
        <p className="faint">{t("attempt.not_kept")}</p>
      ) : (
        <>
          <p>
            <CodeText>{`POST ${request.url}`}</CodeText>
          </p>
          <Headers title={t("attempt.request_headers")} headers={request.headers} />
          <Body title={t("attempt.request_body")} text={request.body} />
        </>
      )}
      {attempt.response_headers !== null && (
        <Headers title={t("attempt.response_headers")} headers={attempt.response_headers} />
      )}
      {attempt.status !== null && <Body title={t("attempt.response_body")} text={attempt.response_body} />}
    </Panel>
  );
};
