import type { ReactNode } from "react";
import type { Problem } from "../../api/problem.ts";
import { Notice, ProblemNotice, useProblemText, useWrongText } from "../../parts/notice.tsx";
import { usePlaceText } from "./places.ts";

/** Why a template was not taken: each wrong value at its place, in words. */
export const WrongPlaces = ({ problem }: { readonly problem: Problem | null }): ReactNode => {
  const placeText = usePlaceText();
  const wrongText = useWrongText();
  const problemText = useProblemText();
  if (problem === null || problem.wrongValues.length === 0) return <ProblemNotice problem={problem} />;
  return (
    <Notice kind="bad" title={problemText(problem)}>
      <ul>
        {problem.wrongValues.map((wrong, at) => (
          <li key={at}>
            {placeText(wrong.pointer)}: {wrongText(wrong)}
          </li>
        ))}
      </ul>
    </Notice>
  );
};
