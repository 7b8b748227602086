import { useCallback } from "react";
import { useSearchParams } from "wouter";

/** Filters that stand in the address, so that back, reload and a sent link show the same. Empty ones are left out. */
export const useFilters = <K extends string>(
  names: readonly K[],
): [Readonly<Record<K, string>>, (changes: Partial<Record<K, string>>) => void] => {
  const [params, setParams] = useSearchParams();
  const values = Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])) as Record<K, string>;
  const change = useCallback(
    (changes: Partial<Record<K, string>>) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries<string | undefined>(changes)) {
            if (value === undefined || value === "") next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setParams],
  );
  return [values, change];
};
