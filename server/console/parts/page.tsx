import { useEffect, type ReactNode } from "react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Problem } from "../api/problem.ts";
import { useText } from "../i18n/index.tsx";
import { TextLink } from "./button.tsx";
import { ProblemNotice } from "./notice.tsx";

/** A page: its title (the document's too), where it belongs, what can be done on it. */
export const Page = (parts: {
  readonly title: string;
  readonly lead?: ReactNode;
  /** The list that this page is one of. */
  readonly parent?: { readonly href: string; readonly label: string };
  readonly actions?: ReactNode;
  readonly tabs?: ReactNode;
  readonly children: ReactNode;
}): ReactNode => {
  useEffect(() => {
    document.title = `${parts.title} · 7stamp`;
  }, [parts.title]);
  return (
    <article className="page">
      {parts.parent && (
        <p className="page-parent">
          <TextLink href={parts.parent.href}>← {parts.parent.label}</TextLink>
        </p>
      )}
      <header className="page-head">
        <div>
          <h1 tabIndex={-1}>{parts.title}</h1>
          {parts.lead !== undefined && <p className="page-lead">{parts.lead}</p>}
        </div>
        {parts.actions !== undefined && <div className="page-actions">{parts.actions}</div>}
      </header>
      {parts.tabs}
      <div className="stack-wide">{parts.children}</div>
    </article>
  );
};

/** A part of a page with a heading of its own. */
export const Panel = (parts: {
  readonly title?: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly isFlush?: boolean;
  readonly children: ReactNode;
}): ReactNode => (
  <section className={`panel${parts.isFlush ? " panel-flush" : ""}`}>
    {(parts.title !== undefined || parts.actions !== undefined) && (
      <header className="panel-head">
        <div>
          {parts.title !== undefined && <h2>{parts.title}</h2>}
          {parts.lead !== undefined && <p className="faint">{parts.lead}</p>}
        </div>
        {parts.actions}
      </header>
    )}
    {parts.children}
  </section>
);

/** Nothing there yet: what to do next, with one click (`action`). */
export const Empty = (parts: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode => (
  <div className="empty">
    <p className="empty-title">{parts.title}</p>
    {parts.children !== undefined && <p>{parts.children}</p>}
    {parts.action}
  </div>
);

/** Grey lines of the height that the answer will have, so that nothing jumps. */
export const Skeleton = (parts: { readonly lines?: number; readonly isTable?: boolean }): ReactNode => {
  const t = useText();
  const { lines = 4, isTable = false } = parts;
  return (
    <div className={`skeleton${isTable ? " skeleton-table" : ""}`} role="status" aria-label={t("loading")}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="skeleton-line" />
      ))}
    </div>
  );
};

/** Grey buttons of a page's head, while it is not known what can be done. */
export const WaitingButtons = ({ count }: { readonly count: number }): ReactNode =>
  Array.from({ length: count }, (_, index) => (
    <span key={index} className="waiting-button" aria-hidden="true" />
  ));

/** Waits for an answer: grey lines, then it, or why not with a way to ask again. */
export const Loaded = <T,>(parts: {
  readonly query: UseQueryResult<T, Problem>;
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}): ReactNode => {
  const { query } = parts;
  if (query.data !== undefined) return parts.children(query.data);
  if (query.error !== null)
    return <ProblemNotice problem={query.error} onRetry={() => void query.refetch()} />;
  return <Skeleton lines={parts.lines ?? 4} />;
};

/** Names and values of one thing; an id or an address is wide, so that its line has room. */
export const Facts = (parts: {
  readonly facts: readonly {
    readonly name: string;
    readonly value: ReactNode;
    readonly isWide?: boolean;
  }[];
}): ReactNode => (
  <dl className="facts">
    {parts.facts.map(({ name, value, isWide = false }) => (
      <div key={name} className={isWide ? "fact-wide" : undefined}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
