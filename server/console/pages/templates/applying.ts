import { useEffect, useState } from "react";
import type { Problem } from "../../api/problem.ts";
import { useCall, useWrite } from "../../api/queries.ts";

const shortestPauseMs = 700;
const longestPauseMs = 10_000;

export interface Applying {
  /** Cards that are to change; null while nothing goes on and nothing was asked for. */
  readonly total: number | null;
  /** Cards that are behind still. */
  readonly left: number | null;
  readonly isAsking: boolean;
  readonly problem: Problem | null;
  begin(): void;
}

/**
 * Applies the present version to issued cards, and watches how far that has come: also one that was begun before. The
 * more cards are left the more seldom it asks, since the server counts them each time.
 */
export const useApplying = (id: string): Applying => {
  const apply = useWrite("applyTemplate", ["getApplyProgress", "listCards", "getCard"]);
  const progress = useCall(
    "getApplyProgress",
    { params: { id } },
    {
      refetchMs: (now) =>
        now?.applying === true && Math.min(Math.max(now.left / 10, shortestPauseMs), longestPauseMs),
    },
  );
  const [total, setTotal] = useState<number | null>(null);
  const { data: now } = progress;
  const left = now?.left ?? null;
  useEffect(() => {
    if (now?.applying === true) setTotal((before) => Math.max(before ?? 0, now.left));
  }, [now]);
  return {
    total,
    left: now?.applying === false && total !== null && !apply.isPending ? 0 : left,
    isAsking: apply.isPending,
    problem: apply.error ?? progress.error,
    begin: () => apply.mutate({ params: { id } }, { onSuccess: ({ count }) => setTotal(count) }),
  };
};
