import type { Item } from "../../../api/queries.ts";
import { useKeptWords } from "../../../parts/kept-problem.ts";

export type Refusal = Item<"listRefusals">;

interface Words {
  call(refusal: Refusal): string;
  wrong(refusal: Refusal): string | null;
  whatToDo(refusal: Refusal): string;
}

/** A refusal in the reader's language; English has the catalogue's own words. */
export const useWords = (): Words => {
  const { own, wrong, whatToDo } = useKeptWords();
  return { call: ({ call }) => own(`refused_call.${call.name}`) ?? call.label, wrong, whatToDo };
};
