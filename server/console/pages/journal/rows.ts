import { useEffect, useMemo, useState } from "react";
import type { LiveEvent } from "../../api/live.ts";
import type { Pages } from "../../api/queries.ts";

export interface JournalFilter {
  readonly type: string;
  readonly card: string;
}

/** What the journal's columns show of an event; which members there are is the event's kind. */
export interface JournalRow {
  readonly id: string;
  readonly event: string;
  readonly timestamp: string;
  readonly customer: {
    readonly id: string;
    readonly name?: string | null;
    readonly email?: string | null;
    readonly phone?: string | null;
  } | null;
  readonly card: {
    readonly id: string;
    readonly number: string;
    readonly template_name: string;
    readonly stamps: number;
    readonly link: string;
  } | null;
  readonly stamp?: { readonly count: number };
  readonly goal?: { readonly index: number };
  readonly reward?: { readonly name: string };
  readonly lottery?: { readonly name: string };
  readonly campaign?: { readonly name: string };
  readonly voucher?: { readonly title: string; readonly redeem_code: string | null };
}

/** The API's type of an event names the envelope alone; the members beside it are the catalogue's. */
export const toRow = (event: LiveEvent): JournalRow => event as unknown as JournalRow;

const byId = (one: JournalRow, other: JournalRow): number =>
  one.id < other.id ? 1 : one.id > other.id ? -1 : 0;

const fits = (row: JournalRow, { type, card }: JournalFilter): boolean =>
  (type === "" || row.event === type) && (card === "" || row.card?.id === card);

/** The list and what happened since, newest first, each once. */
export const useRows = (
  pages: Pages<LiveEvent>,
  live: readonly LiveEvent[],
  filter: JournalFilter,
): readonly JournalRow[] => {
  const { items, hasMore } = pages;
  const { type, card } = filter;
  return useMemo(() => {
    const listed = items.map(toRow);
    const known = new Set(listed.map(({ id }) => id));
    const last = listed.at(-1)?.id;
    // Below the list's end stands what was not read yet: nothing may be shown there that leaves out what is between.
    const isAbove = (row: JournalRow): boolean => !hasMore || last === undefined || row.id > last;
    const fresh = live
      .map(toRow)
      .filter((row) => fits(row, { type, card }) && isAbove(row) && !known.has(row.id));
    return [...listed, ...fresh].sort(byId);
  }, [items, hasMore, live, type, card]);
};

const isAtTop = (): boolean => window.scrollY < 80;

/**
 * Rows do not move under somebody who reads further down: what is new waits until they ask for it or are at the top.
 * @param isHeld something else keeps the rows still, for instance an open dialog
 */
export const useStillness = (
  rows: readonly JournalRow[],
  isHeld: boolean,
): { readonly shown: readonly JournalRow[]; readonly waiting: number; readonly showNew: () => void } => {
  const [isReading, setIsReading] = useState(!isAtTop());
  const [ceiling, setCeiling] = useState<string | null>(null);
  useEffect(() => {
    const look = (): void => setIsReading(!isAtTop());
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  const isStill = isReading || isHeld;
  const top = rows[0]?.id ?? null;
  useEffect(() => {
    if (!isStill) setCeiling(top);
  }, [isStill, top]);
  const isBelow = (row: JournalRow): boolean => !isStill || ceiling === null || row.id <= ceiling;
  const shown = rows.filter(isBelow);
  const showNew = (): void => {
    setCeiling(null);
    window.scrollTo({ top: 0 });
  };
  return { shown, waiting: rows.length - shown.length, showNew };
};
