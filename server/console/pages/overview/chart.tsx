import { useEffect, useRef, useState, type ReactNode } from "react";
import type uPlot from "uplot";

/*
 * Bars over time, drawn on a canvas in the page's colours, again when these or the size change. What is still going on
 * is hatched: its bar is not comparable yet. Readers are given a table beside it, and the canvas's name.
 */

export interface ChartSeries {
  readonly label: string;
  /** A colour of the tokens, for instance `--accent`. */
  readonly colour: string;
  readonly values: readonly number[];
}

export interface ChartParts {
  readonly label: string;
  /** The names of the intervals along the axis. */
  readonly names: readonly string[];
  readonly isComplete: readonly boolean[];
  readonly series: readonly ChartSeries[];
  readonly formatNumber: (value: number) => string;
  readonly onPoint: (index: number | null) => void;
}

const height = 220;
const barShare = 0.7;
const widestBar = 48;

const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const hatch = (colour: string): CanvasPattern | string => {
  const tile = document.createElement("canvas");
  tile.width = 8;
  tile.height = 8;
  const pen = tile.getContext("2d");
  if (pen === null) return "transparent";
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, "repeat") ?? "transparent";
};

/** Each measure twice: what is complete, and what is so far. */
const seriesOf = (Plot: typeof uPlot, { series }: ChartParts): uPlot.Series[] => {
  const share = barShare / series.length;
  return series.flatMap(({ label, colour }, at) => {
    const align = series.length === 1 ? 0 : at === 0 ? -1 : 1;
    const paths = Plot.paths.bars?.({ size: [share, widestBar], align, radius: 0.15 });
    const common = { label, points: { show: false }, ...(paths && { paths }) };
    const stroke = token(colour);
    return [
      { ...common, fill: stroke, stroke, width: 0 },
      { ...common, fill: hatch(stroke), stroke, width: 1.5, dash: [4, 3] },
    ];
  });
};

const dataOf = ({ names, series, isComplete }: ChartParts): uPlot.AlignedData => [
  names.map((_, index) => index),
  ...series.flatMap(({ values }) => [
    values.map((value, index) => (isComplete[index] ? value : null)),
    values.map((value, index) => (isComplete[index] ? null : value)),
  ]),
];

const axesOf = ({ names, formatNumber }: ChartParts): uPlot.Axis[] => {
  const stroke = token("--text-faint");
  const line = token("--line");
  const font = `12px ${token("--font")}`;
  return [
    {
      stroke,
      font,
      grid: { show: false },
      ticks: { show: false },
      space: 70,
      // Below the nought of the other axis, which the first name may reach under.
      gap: 10,
      size: 36,
      incrs: [1, 2, 3, 4, 5, 7, 10, 14, 30],
      values: (_, splits) => splits.map((index) => names[index] ?? ""),
    },
    {
      stroke,
      font,
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
      // Nothing is counted in halves.
      incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
      size: 56,
      values: (_, splits) => splits.map(formatNumber),
    },
  ];
};

const draw = (Plot: typeof uPlot, target: HTMLElement, parts: ChartParts): uPlot => {
  const last = parts.names.length - 1;
  return new Plot(
    {
      width: target.clientWidth,
      height,
      legend: { show: false },
      cursor: { x: true, y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: false, range: [-0.5, last + 0.5] },
        y: { range: (_plot, _low, high) => [0, Math.max(4, (high ?? 0) * 1.08)] },
      },
      axes: axesOf(parts),
      series: [{}, ...seriesOf(Plot, parts)],
      hooks: { setCursor: [(plot) => parts.onPoint(plot.cursor.idx ?? null)] },
    },
    dataOf(parts),
    target,
  );
};

/** Counts how often the colours of the page changed. */
const useLooks = (): number => {
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    const count = (): void => setLooks((before) => before + 1);
    const observer = new MutationObserver(count);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, []);
  return looks;
};

export const Chart = (parts: ChartParts): ReactNode => {
  const target = useRef<HTMLDivElement>(null);
  const latest = useRef(parts);
  latest.current = parts;
  const looks = useLooks();
  const { names, series, isComplete } = parts;
  const shown = JSON.stringify([names, series, isComplete]);
  useEffect(() => {
    const element = target.current;
    if (element === null) return undefined;
    let plot: uPlot | null = null;
    let isWanted = true;
    const observer = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    void import("uplot").then(({ default: Plot }) => {
      if (!isWanted) return;
      plot = draw(Plot, element, latest.current);
      observer.observe(element);
    });
    return () => {
      isWanted = false;
      observer.disconnect();
      plot?.destroy();
    };
  }, [shown, looks]);
  return <div ref={target} className="chart" role="img" aria-label={parts.label} />;
};
