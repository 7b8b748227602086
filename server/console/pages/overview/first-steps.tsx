import { useState, type ReactNode } from "react";
import { stampAdded } from "../../api/event-names.ts";
import { useCall } from "../../api/queries.ts";
import { useMayDo, useSession } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Panel } from "../../parts/page.tsx";
import type en from "./en.json";

type StepName = "template" | "card" | "stamp" | "key" | "hook" | "voucher";

interface Step {
  readonly name: StepName;
  readonly href: string;
  readonly isDone: boolean;
}

const one = { query: { limit: 1 } } as const;

/** What a shop does first, each known from what the API answers; null until all of it is known. */
const useSteps = (): readonly Step[] | null => {
  const isOwner = useMayDo("owner");
  const isManager = useMayDo("manager");
  const templates = useCall("listTemplates", one);
  const cards = useCall("listCards", one);
  // Not seen by the cards: the one that has a stamp may be any of them.
  const stamps = useCall("listEvents", { query: { limit: 1, type: stampAdded } });
  const keys = useCall("listApiKeys", one, { enabled: isOwner });
  const hooks = useCall("listHooks", one);
  const vouchers = useCall("listVouchers", one);
  const asked = [templates, cards, stamps, hooks, vouchers, ...(isOwner ? [keys] : [])];
  if (asked.some(({ data }) => data === undefined)) return null;
  const has = (answer: { readonly data?: { readonly data: readonly unknown[] } | undefined }): boolean =>
    (answer.data?.data.length ?? 0) > 0;
  const card = cards.data?.data[0];
  return [
    ...(isManager ? [{ name: "template", href: "/templates", isDone: has(templates) } as const] : []),
    { name: "card", href: "/customers/new", isDone: has(cards) },
    {
      name: "stamp",
      href: card === undefined ? "/customers/new" : `/cards/${card.id}`,
      isDone: has(stamps),
    },
    { name: "voucher", href: "/issue-voucher", isDone: has(vouchers) },
    ...(isOwner ? [{ name: "key", href: "/integrations/api-keys", isDone: has(keys) } as const] : []),
    { name: "hook", href: "/integrations/zapier-make", isDone: has(hooks) },
  ];
};

const remembersHidden = (mark: string): boolean => {
  try {
    return localStorage.getItem(mark) !== null;
  } catch {
    return false;
  }
};

/** A list of first steps, until all are done or it is put away. */
export const FirstSteps = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const { business } = useSession();
  const mark = `first-steps-hidden:${business.id}`;
  const [isHidden, setIsHidden] = useState(() => remembersHidden(mark));
  const steps = useSteps();
  if (isHidden || steps === null || steps.every(({ isDone }) => isDone)) return null;
  const hide = (): void => {
    setIsHidden(true);
    try {
      localStorage.setItem(mark, "yes");
    } catch {
      // A browser that keeps nothing shows it next time.
    }
  };
  const done = steps.filter(({ isDone }) => isDone).length;
  return (
    <Panel
      title={t("steps")}
      lead={t("steps.done", { done, of: steps.length })}
      actions={
        <Button size="small" look="quiet" onPress={hide}>
          {t("steps.hide")}
        </Button>
      }
    >
      <ol className="first-steps">
        {steps.map(({ name, href, isDone }) => (
          <li key={name} className={isDone ? "step-done" : undefined}>
            <span className="step-mark">{isDone && <Icon name="check" />}</span>
            <span className="step-text">
              {t(`step.${name}`)}
              <span className="only-heard">{t(isDone ? "step.is_done" : "step.is_open")}</span>
            </span>
            {!isDone && (
              <ButtonLink size="small" href={href}>
                {t(`step.${name}_do`)}
              </ButtonLink>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
};
