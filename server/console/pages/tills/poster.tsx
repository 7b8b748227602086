import type { ReactNode } from "react";
import { useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { useFilters } from "../../parts/filters.ts";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import type { Till } from "./sample-sale.ts";
import type en from "./en.json";

const outcomes = ["connected", "not_set_up", "not_begun", "refused", "later"] as const;

/** How a return from Poster ended; the server's word for it stands in the address. */
export const PosterOutcome = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [{ poster }, change] = useFilters(["poster"]);
  const outcome = outcomes.find((one) => one === poster);
  if (outcome === undefined) return null;
  return (
    <Notice
      kind={outcome === "connected" ? "good" : "bad"}
      action={
        <Button size="small" onPress={() => change({ poster: "" })}>
          {t("close")}
        </Button>
      }
    >
      <p>{t(`tills.poster.${outcome}`)}</p>
    </Notice>
  );
};

/** Sends the browser to Poster, where the owner of the account agrees. */
export const ConnectPoster = (parts: { readonly till: Till; readonly isAgain: boolean }): ReactNode => {
  const t = useText<keyof typeof en>();
  const connect = useWrite("connectTill");
  const begin = (): void =>
    connect.mutate(
      { params: { id: parts.till.id } },
      { onSuccess: ({ url }) => window.location.assign(url) },
    );
  return (
    <>
      <ProblemNotice problem={connect.error} />
      <Button look={parts.isAgain ? "plain" : "primary"} isBusy={connect.isPending} onPress={begin}>
        {parts.isAgain ? t("tills.poster.again") : t("tills.poster.connect")}
      </Button>
    </>
  );
};
