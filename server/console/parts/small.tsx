import type { ReactNode } from "react";
import { useFormat } from "../i18n/format.ts";

export type Tone = "good" | "bad" | "warning" | "neutral" | "info";

/** A state in one word; the word says it, the colour only helps. */
export const Badge = (parts: { readonly tone: Tone; readonly children: ReactNode }): ReactNode => (
  <span className={`badge badge-${parts.tone}`}>{parts.children}</span>
);

/** A moment, with how long ago it was for who points at it. */
export const Moment = ({ at, isAgo }: { readonly at: string; readonly isAgo?: boolean }): ReactNode => {
  const format = useFormat();
  return (
    <time dateTime={at} title={isAgo ? format.moment(at) : format.ago(at)}>
      {isAgo ? format.ago(at) : format.moment(at)}
    </time>
  );
};

/** A name that people gave: may be written in any direction. */
export const Name = ({ children }: { readonly children: ReactNode }): ReactNode => <bdi>{children}</bdi>;

/** What an id stands for, by the list that knows its name; `items` is undefined while that is awaited. */
export const NameOf = (parts: {
  readonly id: string;
  readonly items: readonly { readonly id: string; readonly name: string }[] | undefined;
}): ReactNode => {
  const { id, items } = parts;
  return items === undefined ? "…" : <Name>{items.find((one) => one.id === id)?.name ?? id}</Name>;
};

/** Ids, addresses, codes: always left to right, in letters that cannot be mixed up. */
export const CodeText = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <code className="code-text" dir="ltr">
    {children}
  </code>
);

/** How far something is, in a bar and in words. */
export const Progress = (parts: {
  readonly label: string;
  readonly done: number;
  readonly of: number;
  readonly text: string;
}): ReactNode => (
  <div className="progress">
    <progress aria-label={parts.label} max={Math.max(1, parts.of)} value={parts.done} />
    <span>{parts.text}</span>
  </div>
);

/** A row of small bars; `label` says in words what they show. Empty rows draw as many bars. */
export const Sparkline = (parts: {
  readonly label: string;
  readonly bars: readonly { readonly good: number; readonly bad: number }[];
}): ReactNode => {
  const highest = Math.max(1, ...parts.bars.map((bar) => bar.good + bar.bad));
  const width = 4;
  const height = 20;
  const tall = (value: number): number => (value === 0 ? 0 : Math.max(2, (value / highest) * height));
  return (
    <svg
      className="sparkline"
      role="img"
      aria-label={parts.label}
      viewBox={`0 0 ${parts.bars.length * width} ${height}`}
      width={parts.bars.length * width}
      height={height}
    >
      {parts.bars.map((bar, index) => {
        const x = index * width;
        const good = tall(bar.good);
        const bad = tall(bar.bad);
        return (
          <g key={index}>
            <rect className="bar-base" x={x} y={height - 1} width={width - 1} height={1} />
            <rect className="bar-good" x={x} y={height - good} width={width - 1} height={good} />
            <rect className="bar-bad" x={x} y={height - good - bad} width={width - 1} height={bad} />
          </g>
        );
      })}
    </svg>
  );
};
