import type { ReactNode } from "react";
import { useCall, useWrite, type Item } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { Panel } from "../../parts/page.tsx";
import { Name } from "../../parts/small.tsx";
import { tellDone, tellFailed } from "../../parts/toasts.tsx";
import { useProblemText } from "../../parts/notice.tsx";
import type { Card } from "./words.tsx";
import type en from "./en.json";

interface Told {
  readonly reward?: { readonly id: string; readonly type: string; readonly name: string };
  readonly lottery?: { readonly reward_id: string; readonly type: string };
}

/** Spins that were given and not played to their end, as the card's history tells. */
const openSpins = (history: readonly Item<"cardHistory">[]): readonly NonNullable<Told["reward"]>[] => {
  const told = history as readonly Told[];
  const played = new Set(
    told.flatMap(({ lottery }) =>
      lottery === undefined || lottery.type === "try_again" ? [] : lottery.reward_id,
    ),
  );
  return told.flatMap(({ reward }) => (reward?.type === "lottery" && !played.has(reward.id) ? reward : []));
};

/** Spins that wait: the customer plays on their card page, or the staff for them. Nothing where none waits. */
export const SpinsPanel = ({ card }: { readonly card: Card }): ReactNode => {
  const t = useText<keyof typeof en>();
  const textOf = useProblemText();
  const history = useCall("cardHistory", { params: { id: card.id }, query: { limit: 100 } });
  const play = useWrite("playReward", ["cardHistory", "getCard", "listVouchers", "listEvents"]);
  const spins = openSpins(history.data?.data ?? []);
  if (spins.length === 0) return null;
  return (
    <Panel title={t("spin.all")} lead={t("spin.lead")}>
      <ul className="card-list">
        {spins.map((spin) => (
          <li key={spin.id}>
            <Name>{spin.name}</Name>
            <span className="row">
              <ButtonLink size="small" icon="outside" href={card.link} isOutside>
                {t("card.page_open")}
              </ButtonLink>
              <Button
                size="small"
                isBusy={play.isPending && play.variables.params.id === spin.id}
                onPress={() =>
                  play.mutate(
                    { params: { id: spin.id } },
                    {
                      onSuccess: ({ lottery, another_try: isAgain }) =>
                        tellDone(t("spin.won", { name: lottery.name, again: String(isAgain) })),
                      onError: (problem) => tellFailed(textOf(problem)),
                    },
                  )
                }
              >
                {t("spin.play")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
};
