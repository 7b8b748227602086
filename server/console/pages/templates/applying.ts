import { useEffect, useState } from "react";
import type { Problem } from "../../api/problem.ts";
import { useWrite } from "../../api/queries.ts";

const shortestPauseMs = 700;
const longestPauseMs = 10_000;

export interface Applying {
  /** Cards that were behind when it began; null before. */
  readonly total: number | null;
  /** Cards that are behind still. */
  readonly left: number | null;
  readonly isAsking: boolean;
  readonly problem: Problem | null;
  begin(): void;
}

/**
 * Applies the present version to issued cards. The call answers how many cards are behind, and may be repeated: what it
 * answers later is how many are left. It is asked ever more seldom, since each repeat has the server look for them.
 */
export const useApplying = (id: string): Applying => {
  const apply = useWrite("applyTemplate", ["listCards", "getCard"]);
  const [counts, setCounts] = useState<{ readonly total: number; readonly left: number } | null>(null);
  const [pauseMs, setPauseMs] = useState(shortestPauseMs);
  const ask = (): void =>
    apply.mutate(
      { params: { id } },
      {
        onSuccess: ({ count }) => {
          setCounts((before) => ({ total: Math.max(before?.total ?? 0, count), left: count }));
          setPauseMs((before) => Math.min(before * 1.5, longestPauseMs));
        },
      },
    );
  useEffect(() => {
    if (counts === null || counts.left === 0) return undefined;
    const timer = setTimeout(ask, pauseMs);
    return () => clearTimeout(timer);
    // A pause begins with each answer.
  }, [counts]);
  return {
    total: counts?.total ?? null,
    left: counts?.left ?? null,
    isAsking: apply.isPending,
    problem: apply.error,
    begin: ask,
  };
};
