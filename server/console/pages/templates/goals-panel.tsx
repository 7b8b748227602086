import type { ReactNode } from "react";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { RadioField, TextField } from "../../parts/fields.tsx";
import { useFault, type Form } from "../../parts/form.ts";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/page.tsx";
import { emptyGoal, numberOf, type GoalDraft, type TemplateDraft } from "./draft.ts";
import { RewardFields } from "./reward-fields.tsx";
import type en from "./en.json";

interface Parts {
  readonly form: Form<TemplateDraft>;
}

/** Two goals change places with their rewards; the numbers of stamps stay, so that they go on rising. */
const swapped = (goals: readonly GoalDraft[], at: number): readonly GoalDraft[] => {
  const [first, second] = [goals[at], goals[at + 1]];
  if (first === undefined || second === undefined) return goals;
  return goals
    .with(at, { ...second, stamps: first.stamps })
    .with(at + 1, { ...first, stamps: second.stamps });
};

/** Where a further goal would stand: as far behind the last as that is behind the one before. */
const nextStamps = (goals: readonly GoalDraft[]): string => {
  const last = numberOf(goals.at(-1)?.stamps ?? "0");
  const before = numberOf(goals.at(-2)?.stamps ?? "0");
  const step = last > before ? last - before : 5;
  return Number.isInteger(last) ? String(last + step) : "";
};

const Goal = ({ form, at }: Parts & { readonly at: number }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { goals } = form.values;
  const goal = goals[at];
  if (goal === undefined) return null;
  const number = at + 1;
  const before = numberOf(goals[at - 1]?.stamps ?? "0");
  const isBehind = numberOf(goal.stamps) <= before;
  const set = (change: Partial<GoalDraft>): void => form.set("goals", goals.with(at, { ...goal, ...change }));
  return (
    <section className="goal" aria-label={t("templates.goal", { number })}>
      <header className="goal-head">
        <h3>{t("templates.goal", { number })}</h3>
        <div className="row-actions">
          {at > 0 && (
            <Button
              size="small"
              look="quiet"
              label={t("templates.goal.up", { number })}
              icon="up"
              onPress={() => form.set("goals", swapped(goals, at - 1))}
            />
          )}
          {at < goals.length - 1 && (
            <Button
              size="small"
              look="quiet"
              label={t("templates.goal.down", { number })}
              icon="down"
              onPress={() => form.set("goals", swapped(goals, at))}
            />
          )}
          <Button
            size="small"
            look="quiet"
            label={t("templates.goal.remove", { number })}
            icon="trash"
            onPress={() => form.set("goals", goals.toSpliced(at, 1))}
          />
        </div>
      </header>
      <TextField
        label={t("templates.goal.stamps")}
        value={goal.stamps}
        error={
          form.errorAt(`/goals/${at}/stamps`) ?? (isBehind ? t("templates.goal.rising", { before }) : null)
        }
        onChange={(stamps) => set({ stamps })}
        inputMode="numeric"
        isRequired
      />
      <RewardFields
        form={form}
        pointer={`/goals/${at}/reward`}
        reward={goal.reward}
        onChange={(change) => set({ reward: { ...goal.reward, ...change } })}
      />
    </section>
  );
};

export const GoalsPanel = ({ form }: Parts): ReactNode => {
  const t = useText<keyof typeof en>();
  const { goals, afterFinalGoal } = form.values;
  const error = useFault(form.errorAt("/goals"), goals.length);
  return (
    <Panel title={t("templates.goals")} lead={t("templates.goals_lead")}>
      {goals.map((goal, at) => (
        <Goal key={goal.key} form={form} at={at} />
      ))}
      {error !== null && <Notice kind="bad">{error}</Notice>}
      <div>
        <Button icon="plus" onPress={() => form.set("goals", [...goals, emptyGoal(nextStamps(goals))])}>
          {t("templates.goal.add")}
        </Button>
      </div>
      {goals.length > 0 && (
        <RadioField
          label={t("templates.after")}
          value={afterFinalGoal}
          choices={(["restart", "stop"] as const).map((value) => ({
            value,
            label: t(`templates.after.${value}`),
            help: t(`templates.after_help.${value}`),
          }))}
          error={form.errorAt("/after_final_goal")}
          onChange={(value) => form.set("afterFinalGoal", value)}
        />
      )}
    </Panel>
  );
};
