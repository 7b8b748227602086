import type { ReactNode } from "react";
import { useText } from "../../i18n/index.tsx";
import type { Card } from "./words.tsx";
import type en from "./en.json";

/** More dots than these cannot be counted at a glance: a bar is shown. */
const mostDots = 20;

/** How far a card is: a dot for each stamp of the last goal, goals marked; the words say it too. */
export const CardProgress = ({ card }: { readonly card: Card }): ReactNode => {
  const t = useText<keyof typeof en>();
  const target = card.goals.at(-1)?.stamps ?? 0;
  const said =
    target === 0
      ? t("card.stamps", { stamps: card.stamps })
      : t("card.stamps_of", { stamps: card.stamps, target });
  const goalsAt = new Set(card.goals.map(({ stamps }) => stamps));
  return (
    <span className="card-progress">
      {target > 0 && target <= mostDots && (
        <span className="stamp-dots" aria-hidden="true">
          {Array.from({ length: target }, (_, index) => (
            <span
              key={index}
              className={`stamp-dot${index < card.stamps ? " stamp-full" : ""}${goalsAt.has(index + 1) ? " stamp-goal" : ""}`}
            />
          ))}
        </span>
      )}
      {target > mostDots && <progress aria-hidden="true" max={target} value={card.stamps} />}
      <span>{card.status === "complete" ? t("card.complete") : said}</span>
    </span>
  );
};
