import type { ReactNode } from "react";
import { useCall } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Skeleton } from "../../parts/page.tsx";
import { CodeText, Name } from "../../parts/small.tsx";
import type en from "./en.json";

/** The shortest text that the API looks for. */
const shortest = 2;

const isEventId = (text: string): boolean => text.startsWith("evt_");
const isCardId = (text: string): boolean => text.startsWith("card_");

/** What a text in the search box leads to. */
export type Found =
  | { readonly what: "everything" | "asking" | "nothing" }
  | { readonly what: "event" | "card"; readonly id: string }
  | { readonly what: "problem"; readonly problem: unknown }
  | { readonly what: "choice"; readonly cards: readonly FoundCard[] };

interface FoundCard {
  readonly id: string;
  readonly number: string;
  readonly template_name: string;
  readonly name: string | null;
}

/** An event by its id, or the card that is meant by an id, a number, a name, an email or a phone. */
export const useFound = (text: string): Found => {
  const isId = isEventId(text) || isCardId(text);
  const enabled = !isId && text.length >= shortest;
  const request = { query: { query: text } };
  const cards = useCall("listCards", request, { enabled });
  const people = useCall("listCustomers", request, { enabled });
  if (isEventId(text)) return { what: "event", id: text };
  if (isCardId(text)) return { what: "card", id: text };
  if (!enabled) return { what: "everything" };
  if (cards.error !== null) return { what: "problem", problem: cards.error };
  if (cards.data === undefined) return { what: "asking" };
  const [first, second] = cards.data.data;
  if (first === undefined) return { what: "nothing" };
  if (second === undefined) return { what: "card", id: first.id };
  const names = new Map(people.data?.data.map((one) => [one.id, one.name ?? one.email ?? one.phone]));
  return {
    what: "choice",
    cards: cards.data.data.map((card) => ({ ...card, name: names.get(card.customer_id) ?? null })),
  };
};

/** Several cards fit: which is meant? */
export const CardChoice = (parts: {
  readonly cards: readonly FoundCard[];
  readonly onChoose: (id: string) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  return (
    <section className="panel" aria-label={t("journal.choose")}>
      <p>{t("journal.choose")}</p>
      <div className="row">
        {parts.cards.map((card) => (
          <Button key={card.id} onPress={() => parts.onChoose(card.id)}>
            <CodeText>{card.number}</CodeText> {card.name !== null && <Name>{card.name}</Name>}{" "}
            <span className="faint">{card.template_name}</span>
          </Button>
        ))}
      </div>
    </section>
  );
};

/** What stands in place of the rows while the search leads to no list. */
export const SearchState = ({ found }: { readonly found: Found }): ReactNode => {
  if (found.what === "problem") return <ProblemNotice problem={found.problem} />;
  return found.what === "asking" ? <Skeleton lines={6} /> : null;
};
